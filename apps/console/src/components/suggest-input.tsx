import { Autocomplete } from '@base-ui/react/autocomplete'
import type { ReactNode, Ref } from 'react'
import styles from './suggest-input.module.css'

export interface SuggestInputProps {
  /** For screen readers. */
  readonly label: string
  readonly suggestions: readonly string[]
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  /** Id of what says what is wrong. */
  readonly errorId?: string | undefined
  readonly ref?: Ref<HTMLInputElement> | undefined
}

/** A line of text that is often one of those that are known. */
export function SuggestInput({
  label,
  suggestions,
  value,
  onChange,
  placeholder,
  errorId,
  ref,
}: SuggestInputProps): ReactNode {
  return (
    <Autocomplete.Root items={suggestions} value={value} onValueChange={onChange} openOnInputClick>
      <Autocomplete.Input
        ref={ref}
        className={styles.input}
        aria-label={label}
        aria-invalid={errorId !== undefined || undefined}
        aria-describedby={errorId}
        placeholder={placeholder}
        spellCheck={false}
      />
      <Autocomplete.Portal>
        <Autocomplete.Positioner className={styles.positioner} sideOffset={4}>
          <Autocomplete.Popup className={styles.popup}>
            <Autocomplete.List>
              {(suggestion: string) => (
                <Autocomplete.Item key={suggestion} value={suggestion} className={styles.item}>
                  {suggestion}
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}
