import { Field } from '@base-ui/react/field'
import { Switch } from '@base-ui/react/switch'
import type { ReactNode } from 'react'
import styles from './switch-field.module.css'

export interface SwitchFieldProps {
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

export function SwitchField({
  label,
  hint,
  checked,
  disabled = false,
  onChange,
}: SwitchFieldProps): ReactNode {
  return (
    <Field.Root className={styles.field} disabled={disabled}>
      <div>
        <Field.Label className={styles.label}>{label}</Field.Label>
        {hint === undefined ? null : (
          <Field.Description className={styles.hint}>{hint}</Field.Description>
        )}
      </div>
      <Switch.Root className={styles.switch} checked={checked} onCheckedChange={onChange}>
        <Switch.Thumb className={styles.thumb} />
      </Switch.Root>
    </Field.Root>
  )
}
