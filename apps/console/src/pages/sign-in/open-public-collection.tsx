import { useState, type FormEvent, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { isCollectionName } from '../../api/collection-name.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import styles from './sign-in-page.module.css'

/** Who has no key is told of no collections, but may know one. */
export function OpenPublicCollection(): ReactNode {
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [error, setError] = useState<string>()
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (isCollectionName(name)) void navigate(`/collections/${name}`)
    else setError('Expected a letter, then letters, digits, _ and -.')
  }
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      <Field
        label="Name of a collection"
        value={name}
        error={error}
        hint="Collections that are public can be read by anybody."
        onChange={(event) => {
          setName(event.target.value)
          setError(undefined)
        }}
      />
      <Button type="submit">Open</Button>
    </form>
  )
}
