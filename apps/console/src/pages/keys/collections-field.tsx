import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import styles from './keys.module.css'

interface CollectionsFieldProps {
  /** Null: all, also those that come later. */
  readonly value: readonly string[] | null
  readonly isMissing: boolean
  readonly onChange: (value: readonly string[] | null) => void
}

export function CollectionsField({ value, isMissing, onChange }: CollectionsFieldProps): ReactNode {
  return (
    <fieldset className={styles.fieldset}>
      <legend>Collections</legend>
      <label className={styles.choice}>
        <input type="radio" checked={value === null} onChange={() => onChange(null)} />
        All, also those that come later
      </label>
      <label className={styles.choice}>
        <input type="radio" checked={value !== null} onChange={() => onChange([])} />
        Only these
      </label>
      {value === null ? null : <Names value={value} onChange={onChange} />}
      {isMissing ? (
        <p role="alert" className={styles.missing}>
          Choose at least one.
        </p>
      ) : null}
    </fieldset>
  )
}

function Names({
  value,
  onChange,
}: {
  value: readonly string[]
  onChange: (value: readonly string[]) => void
}): ReactNode {
  const { client } = useApi()
  const known = useQuery({
    queryKey: ['collections'],
    queryFn: ({ signal }) => client.collections({ signal }),
  })
  const names = (known.data ?? []).map(({ name }) => name)
  if (known.isPending) return <p className={styles.hint}>Loading …</p>
  if (names.length === 0) return <p className={styles.hint}>There are no collections yet.</p>
  return (
    <ul className={styles.names}>
      {names.map((name) => (
        <li key={name}>
          <label className={styles.choice}>
            <input
              type="checkbox"
              checked={value.includes(name)}
              onChange={({ target }) =>
                onChange(
                  target.checked ? [...value, name] : value.filter((other) => other !== name),
                )
              }
            />
            {name}
          </label>
        </li>
      ))}
    </ul>
  )
}
