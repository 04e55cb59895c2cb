import { useState, type ReactNode } from 'react'
import { Field } from '../../components/field.tsx'
import { Select } from '../../components/select.tsx'
import { splitDuration, UNITS } from '../../format/duration.ts'
import styles from './settings.module.css'

export interface DurationFieldProps {
  readonly label: string
  readonly hint: string
  readonly valueMs: number
  readonly error: string | undefined
  readonly disabled: boolean
  /** NaN for what is no number. */
  readonly onChange: (ms: number) => void
}

/** A number and its unit. */
export function DurationField({
  label,
  hint,
  valueMs,
  error,
  disabled,
  onChange,
}: DurationFieldProps): ReactNode {
  const [shown, setShown] = useState(() => shownOf(valueMs))
  // From elsewhere, such as when changes are discarded.
  if (!Object.is(msOf(shown), valueMs)) setShown(shownOf(valueMs))
  const change = (next: Shown): void => {
    setShown(next)
    onChange(msOf(next))
  }
  return (
    <div className={styles.duration}>
      <Field
        label={label}
        hint={hint}
        error={error}
        disabled={disabled}
        inputMode="numeric"
        value={shown.text}
        onChange={(event) => change({ ...shown, text: event.target.value })}
      />
      <div className={styles.unit}>
        <Select
          label={`Unit of ${label}`}
          options={OPTIONS}
          value={shown.unit}
          disabled={disabled}
          onChange={(unit) => change({ ...shown, unit })}
        />
      </div>
    </div>
  )
}

type UnitName = (typeof UNITS)[number]['name']

interface Shown {
  readonly text: string
  readonly unit: UnitName
}

const OPTIONS = UNITS.map(({ name, label }) => ({ value: name, label })).toReversed()

function shownOf(ms: number): Shown {
  if (Number.isNaN(ms)) return { text: '', unit: 's' }
  const { amount, unit } = splitDuration(ms)
  return { text: String(amount), unit: unit.name }
}

function msOf({ text, unit }: Shown): number {
  const size = UNITS.find(({ name }) => name === unit)?.ms ?? 1
  return /^\s*\d+(\.\d+)?\s*$/.test(text) ? Math.round(Number(text) * size) : Number.NaN
}
