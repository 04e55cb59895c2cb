import { Field as BaseField } from '@base-ui/react/field'
import { ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import { FieldBox } from './field.tsx'
import styles from './select-field.module.css'

export interface Choice<V extends string> {
  readonly value: V
  readonly label: string
}

interface SelectFieldProps<V extends string> {
  readonly label: string
  readonly hint?: ReactNode
  readonly value: V
  readonly choices: readonly Choice<V>[]
  readonly onChange: (value: V) => void
}

/** One of a few, by the control of the platform: phones have a better one than any page. */
export function SelectField<V extends string>({
  label,
  hint,
  value,
  choices,
  onChange,
}: SelectFieldProps<V>): ReactNode {
  return (
    <FieldBox label={label} hint={hint}>
      <div className={styles.box}>
        <BaseField.Control
          render={
            <select className={styles.select}>
              {choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </select>
          }
          value={value}
          onValueChange={(next) => {
            const chosen = choices.find((choice) => choice.value === next)
            if (chosen) onChange(chosen.value)
          }}
        />
        <ChevronDown aria-hidden size={16} className={styles.mark} />
      </div>
    </FieldBox>
  )
}
