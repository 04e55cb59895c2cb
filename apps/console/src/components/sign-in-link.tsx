import type { ReactNode } from 'react'
import { useLocation } from 'react-router'
import { LinkButton } from './button.tsx'

/** Where to sign in, from where one comes back to where one is now. */
export function useSignInAddress(): string {
  const { pathname, search, hash } = useLocation()
  if (pathname === SIGN_IN) return pathname + search
  return `${SIGN_IN}?to=${encodeURIComponent(pathname + search + hash)}`
}

const SIGN_IN = '/sign-in'

/** State of a way to signing in. The key is good until one is there: a page may have something to lose. */
export const SIGN_OUT = { signOut: true }

export interface SignInLinkProps {
  readonly kind?: 'plain' | 'primary'
  /** What it says; without: `Sign in`. */
  readonly children?: ReactNode
}

export function SignInLink({ kind = 'plain', children = 'Sign in' }: SignInLinkProps): ReactNode {
  return (
    <LinkButton kind={kind} to={useSignInAddress()}>
      {children}
    </LinkButton>
  )
}
