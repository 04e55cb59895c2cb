import { LoaderCircle, type LucideIcon } from 'lucide-react'
import type { ComponentPropsWithRef, ReactNode } from 'react'
import { Link, type LinkProps } from 'react-router'
import styles from './button.module.css'

type Kind = 'plain' | 'primary' | 'quiet' | 'danger'

interface Looks {
  readonly kind?: Kind
  readonly size?: 'small' | 'normal'
  readonly icon?: LucideIcon | undefined
}

export interface ButtonProps extends ComponentPropsWithRef<'button'>, Looks {
  /** Under way: cannot be pressed again, keeps its place and the focus. */
  readonly busy?: boolean
}

export function Button({
  kind,
  size,
  icon,
  busy = false,
  children,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <button
      type="button"
      {...rest}
      className={classOf({ kind, size })}
      aria-disabled={busy || rest.disabled || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
    >
      <ButtonFace icon={busy ? LoaderCircle : icon} busy={busy}>
        {children}
      </ButtonFace>
    </button>
  )
}

/** Goes somewhere, so it is a link, whatever it looks like. */
export function LinkButton({ kind, size, icon, children, ...rest }: LinkProps & Looks): ReactNode {
  return (
    <Link {...rest} className={classOf({ kind, size })}>
      <ButtonFace icon={icon}>{children}</ButtonFace>
    </Link>
  )
}

function ButtonFace({
  icon: Icon,
  busy = false,
  children,
}: {
  icon: LucideIcon | undefined
  busy?: boolean
  children: ReactNode
}): ReactNode {
  return (
    <>
      {Icon ? <Icon aria-hidden size={16} className={busy ? styles.turning : undefined} /> : null}
      {children}
    </>
  )
}

function classOf({
  kind = 'plain',
  size = 'normal',
}: { [K in keyof Looks]: Looks[K] | undefined }) {
  return `${styles.button} ${styles[kind]} ${size === 'small' ? styles.small : ''}`
}
