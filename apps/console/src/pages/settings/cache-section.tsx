import type { CachePolicy } from '@cstore/client'
import type { ReactNode } from 'react'
import { SwitchField } from '../../components/switch-field.tsx'
import { DurationField } from './duration-field.tsx'
import { Section } from './section.tsx'
import type { DurationName, Problems } from './settings-form.ts'
import styles from './settings.module.css'

export interface CacheSectionProps {
  readonly cache: CachePolicy
  readonly problems: Problems
  readonly disabled: boolean
  readonly onChange: (cache: CachePolicy) => void
}

const FIELDS: readonly { name: DurationName; label: string; hint: string }[] = [
  { name: 'ttlMs', label: 'Documents', hint: '0: not cached' },
  { name: 'listTtlMs', label: 'Pages of lists', hint: '0: not cached' },
  { name: 'negativeTtlMs', label: 'Absent documents', hint: '0: not cached' },
  {
    name: 'staleMs',
    label: 'Without MongoDB',
    hint: 'Longer, marked as stale',
  },
]

export function CacheSection({
  cache,
  problems,
  disabled,
  onChange,
}: CacheSectionProps): ReactNode {
  return (
    <Section
      id="cache"
      title="Cache"
      text="How long answers may be kept. Nobody reads anything stale because of it: whatever is written is dropped from the cache before the write is acknowledged."
    >
      <div className={styles.durations}>
        {FIELDS.map(({ name, label, hint }) => (
          <DurationField
            key={name}
            label={label}
            hint={hint}
            valueMs={cache[name]}
            error={problems[name]}
            disabled={disabled}
            onChange={(ms) => onChange({ ...cache, [name]: ms })}
          />
        ))}
      </div>
      <SwitchField
        label="Also from the memory of servers"
        hint="Faster, but a server may be behind the last write by its CSTORE_NEAR_BOUND_MS."
        checked={cache.near}
        disabled={disabled}
        onChange={(near) => onChange({ ...cache, near })}
      />
    </Section>
  )
}
