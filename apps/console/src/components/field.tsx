import { Field as BaseField } from '@base-ui/react/field'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import styles from './field.module.css'

interface FieldFrame {
  readonly label: string
  readonly hint?: ReactNode
  /** What is wrong with the value, in place of the hint; told to screen readers with the field. */
  readonly error?: string | undefined
}

export type FieldProps = FieldFrame &
  Omit<ComponentPropsWithRef<'input'>, 'children' | 'defaultValue' | 'className'>

/** A line of text with its name, and what is to be said about it. */
export function Field({ label, hint, error, ...input }: FieldProps): ReactNode {
  return (
    <FieldBox label={label} hint={hint} error={error}>
      <BaseField.Control className={styles.control} autoComplete="off" {...input} />
    </FieldBox>
  )
}

/** The same around any other control of the component library. */
export function FieldBox({
  label,
  hint,
  error,
  children,
}: FieldFrame & { children: ReactNode }): ReactNode {
  return (
    <BaseField.Root className={styles.field} invalid={error !== undefined}>
      <BaseField.Label className={styles.label}>{label}</BaseField.Label>
      {children}
      {hint === undefined || error !== undefined ? null : (
        <BaseField.Description className={styles.hint}>{hint}</BaseField.Description>
      )}
      <BaseField.Error className={styles.error} match={error !== undefined}>
        {error}
      </BaseField.Error>
    </BaseField.Root>
  )
}
