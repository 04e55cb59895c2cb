import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Check, type LucideIcon } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import styles from './menu.module.css'

export function Menu({
  trigger,
  children,
}: {
  /** The button that opens it. */
  trigger: ReactElement
  children: ReactNode
}): ReactNode {
  return (
    <BaseMenu.Root modal={false}>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={6} align="end" className={styles.positioner}>
          <BaseMenu.Popup className={styles.popup}>{children}</BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  )
}

export function MenuItem({
  icon: Icon,
  danger = false,
  disabled = false,
  onSelect,
  children,
}: {
  icon?: LucideIcon
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}): ReactNode {
  return (
    <BaseMenu.Item
      className={`${styles.item} ${danger ? styles.danger : ''}`}
      disabled={disabled}
      onClick={onSelect}
    >
      {Icon ? <Icon aria-hidden size={16} /> : <span />}
      {children}
    </BaseMenu.Item>
  )
}

/** One of several. */
export function MenuGroup({
  label,
  value,
  onChange,
  children,
}: {
  label: string
  value: string
  onChange: (value: string) => void
  children: ReactNode
}): ReactNode {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className={styles.label}>{label}</BaseMenu.GroupLabel>
      <BaseMenu.RadioGroup value={value} onValueChange={(next: string) => onChange(next)}>
        {children}
      </BaseMenu.RadioGroup>
    </BaseMenu.Group>
  )
}

export function MenuChoice({ value, children }: { value: string; children: ReactNode }): ReactNode {
  return (
    <BaseMenu.RadioItem className={styles.item} value={value} closeOnClick={false}>
      <span className={styles.mark}>
        <BaseMenu.RadioItemIndicator>
          <Check aria-hidden size={16} />
        </BaseMenu.RadioItemIndicator>
      </span>
      {children}
    </BaseMenu.RadioItem>
  )
}

export function MenuSeparator(): ReactNode {
  return <BaseMenu.Separator className={styles.separator} />
}

/** Items that belong together, under what is said about them. */
export function MenuSection({
  label,
  children,
}: {
  label: string
  children: ReactNode
}): ReactNode {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className={styles.label}>{label}</BaseMenu.GroupLabel>
      {children}
    </BaseMenu.Group>
  )
}
