import type { IndexState } from '@cstore/client'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '../../components/badge.tsx'
import styles from './settings.module.css'

const TONES: Record<IndexState['state'], Tone> = {
  ready: 'good',
  building: 'accent',
  failed: 'danger',
}

/** What MongoDB has made of the indexes. */
export function IndexStates({
  indexes,
}: {
  indexes: readonly IndexState[] | undefined
}): ReactNode {
  if (indexes === undefined || indexes.length === 0) return null
  return (
    <section className={styles.part} aria-labelledby="index-states">
      <h2 id="index-states">State of the indexes</h2>
      <ul className={styles.indexes}>
        {indexes.map((index) => (
          <li key={index.name}>
            <code>{fieldsLabel(index)}</code>
            {index.unique ? <Badge tone="neutral">unique</Badge> : null}
            <Badge tone={TONES[index.state]}>{index.state}</Badge>
            {index.problem === undefined ? null : (
              <span className={styles.problem}>{index.problem}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function fieldsLabel({ fields }: IndexState): string {
  return Object.entries(fields)
    .map(([field, order]) => (order === -1 ? `${field} descending` : field))
    .join(', ')
}
