import { Select as BaseSelect } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './select.module.css'

export interface SelectProps<Value extends string> {
  /** For screen readers; what is seen must be clear from what is around it. */
  readonly label: string
  readonly options: readonly { readonly value: Value; readonly label: string }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly disabled?: boolean
  readonly size?: 'small' | 'normal'
}

export function Select<Value extends string>({
  label,
  options,
  value,
  onChange,
  disabled = false,
  size = 'normal',
}: SelectProps<Value>): ReactNode {
  return (
    <BaseSelect.Root
      items={options}
      value={value}
      disabled={disabled}
      modal={false}
      onValueChange={(next: Value | null) => {
        if (next !== null) onChange(next)
      }}
    >
      <BaseSelect.Trigger className={styles.trigger} aria-label={label} data-size={size}>
        <BaseSelect.Value className={styles.value} />
        <BaseSelect.Icon className={styles.icon}>
          <ChevronDown aria-hidden size={14} />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner
          className={styles.positioner}
          sideOffset={4}
          alignItemWithTrigger={false}
        >
          <BaseSelect.Popup className={styles.popup}>
            {options.map((option) => (
              <BaseSelect.Item key={option.value} value={option.value} className={styles.item}>
                <BaseSelect.ItemIndicator className={styles.mark}>
                  <Check aria-hidden size={14} />
                </BaseSelect.ItemIndicator>
                <BaseSelect.ItemText className={styles.text}>{option.label}</BaseSelect.ItemText>
              </BaseSelect.Item>
            ))}
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  )
}
