import type { IndexState } from '@cstore/client'
import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { SwitchField } from '../../components/switch-field.tsx'
import { formatIndexFields, isIndexOf, parseIndexFields } from './index-fields.ts'
import { Section } from './section.tsx'
import type { IndexDraft, Problems } from './settings-form.ts'
import styles from './settings.module.css'

export interface IndexSectionProps {
  readonly indexes: readonly IndexDraft[]
  readonly states: readonly IndexState[]
  readonly problems: Problems
  readonly disabled: boolean
  readonly onChange: (indexes: readonly IndexDraft[]) => void
}

export function IndexSection({
  indexes,
  states,
  problems,
  disabled,
  onChange,
}: IndexSectionProps): ReactNode {
  const add = (): void => {
    const key = Math.max(-1, ...indexes.map((index) => index.key)) + 1
    onChange([...indexes, { key, fields: '', unique: false }])
  }
  const others = states.filter(
    (state) => state.name !== OF_IDS && indexes.every((index) => stateOf(index, [state]) === null),
  )
  return (
    <Section
      id="indexes"
      title="Indexes"
      text="What lists are filtered and sorted by. First the fields that must equal something, then those of the sort, in its order; - before one means descending."
    >
      {indexes.map((index, at) => (
        <IndexRow
          key={index.key}
          index={index}
          state={stateOf(index, states)}
          problem={problems[`index ${at}`]}
          disabled={disabled}
          onChange={(next) => onChange(indexes.with(at, next))}
          onRemove={() => onChange(indexes.toSpliced(at, 1))}
        />
      ))}
      {indexes.length === 0 ? <p className={styles.muted}>Only the one of the ids.</p> : null}
      {disabled ? null : (
        <div>
          <Button icon={Plus} onClick={add}>
            Add an index
          </Button>
        </div>
      )}
      <OtherIndexes states={others} />
    </Section>
  )
}

/** Every collection has it. */
const OF_IDS = '_id_'

function stateOf({ fields, unique }: IndexDraft, states: readonly IndexState[]): IndexState | null {
  const parsed = parseIndexFields(fields)
  if (!parsed.ok) return null
  const found = states.find(
    (state) => state.unique === unique && isIndexOf(state.fields, parsed.fields),
  )
  return found ?? null
}

interface IndexRowProps {
  readonly index: IndexDraft
  readonly state: IndexState | null
  readonly problem: string | undefined
  readonly disabled: boolean
  readonly onChange: (index: IndexDraft) => void
  readonly onRemove: () => void
}

function IndexRow({
  index,
  state,
  problem,
  disabled,
  onChange,
  onRemove,
}: IndexRowProps): ReactNode {
  return (
    <fieldset className={styles.index}>
      <legend className="visually-hidden">Index on {index.fields || 'no field yet'}</legend>
      <Field
        label="Fields"
        placeholder="city, -visits"
        spellCheck={false}
        value={index.fields}
        error={problem}
        disabled={disabled}
        hint={state?.problem}
        onChange={(event) => onChange({ ...index, fields: event.target.value })}
      />
      <div className={styles.indexSide}>
        <SwitchField
          label="Unique"
          checked={index.unique}
          disabled={disabled}
          onChange={(unique) => onChange({ ...index, unique })}
        />
        <StateBadge state={state} />
        {disabled ? null : <IconButton icon={X} label="Remove this index" onClick={onRemove} />}
      </div>
    </fieldset>
  )
}

const TONES: Record<IndexState['state'], Tone> = {
  ready: 'good',
  building: 'accent',
  failed: 'danger',
}

function StateBadge({ state }: { state: IndexState | null }): ReactNode {
  return state === null ? (
    <Badge tone="neutral">not saved</Badge>
  ) : (
    <Badge tone={TONES[state.state]}>{state.state}</Badge>
  )
}

/** Of other programs, or on their way out. */
function OtherIndexes({ states }: { states: readonly IndexState[] }): ReactNode {
  if (states.length === 0) return null
  return (
    <div className={styles.others}>
      <h3>Others in the database</h3>
      <ul>
        {states.map(({ name, fields, state }) => (
          <li key={name}>
            <code>{name}</code> {labelOf(fields)} <Badge tone={TONES[state]}>{state}</Badge>
          </li>
        ))}
      </ul>
    </div>
  )
}

function labelOf(fields: IndexState['fields']): string {
  const isPlain = Object.values(fields).every((direction) => direction === 1 || direction === -1)
  return isPlain
    ? formatIndexFields(
        Object.fromEntries(
          Object.entries(fields).map(([name, direction]) => [name, direction === -1 ? -1 : 1]),
        ),
      )
    : JSON.stringify(fields)
}
