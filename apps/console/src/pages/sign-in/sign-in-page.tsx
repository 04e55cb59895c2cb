import { Eye, EyeOff } from 'lucide-react'
import { useEffect, useEffectEvent, useState, type FormEvent, type ReactNode } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { useApi } from '../../api/api-context.ts'
import { describeError } from '../../api/describe-error.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { useNotify } from '../../components/notify.ts'
import { OpenPublicCollection } from './open-public-collection.tsx'
import { returnAddress } from './return-address.ts'
import styles from './sign-in-page.module.css'

export function SignInPage(): ReactNode {
  useSignOut()
  return (
    <div className={styles.page}>
      <title>Sign in · CStore</title>
      <section className={styles.card} aria-labelledby="sign-in">
        <h1 id="sign-in" tabIndex={-1} className={styles.title}>
          Sign in
        </h1>
        <SignInForm />
      </section>
      <section className={styles.card} aria-labelledby="public">
        <h2 id="public">Without a key</h2>
        <OpenPublicCollection />
      </section>
    </div>
  )
}

/** For whoever came here to sign out. */
function useSignOut(): void {
  const { signOut } = useApi()
  const { done } = useNotify()
  const navigate = useNavigate()
  const { state } = useLocation()
  const isAsked = Object(state).signOut === true
  const end = useEffectEvent(() => {
    signOut()
    done({ title: 'Signed out' })
    void navigate('/sign-in', { replace: true, state: null })
  })
  useEffect(() => {
    if (isAsked) end()
  }, [isAsked])
}

function SignInForm(): ReactNode {
  const { signIn } = useApi()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const [key, setKey] = useState('')
  const [isShown, setShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<string>()

  const submit = async (): Promise<void> => {
    if (key.trim() === '') return setError('Paste an API key.')
    setBusy(true)
    try {
      await signIn(key.trim())
      await navigate(returnAddress(search), { replace: true })
    } catch (cause) {
      setError(describeError(cause).text)
      setBusy(false)
    }
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isBusy) void submit()
  }
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      <div className={styles.key}>
        <Field
          label="API key"
          type={isShown ? 'text' : 'password'}
          autoComplete="current-password"
          spellCheck={false}
          placeholder="cst_…"
          value={key}
          error={error}
          hint="Kept in this tab only, and forgotten when it is closed."
          onChange={(event) => {
            setKey(event.target.value)
            setError(undefined)
          }}
        />
        <div className={styles.show}>
          <IconButton
            icon={isShown ? EyeOff : Eye}
            label={isShown ? 'Hide the key' : 'Show the key'}
            onClick={() => setShown(!isShown)}
          />
        </div>
      </div>
      <Button type="submit" kind="primary" busy={isBusy}>
        Sign in
      </Button>
    </form>
  )
}
