import { CStoreError } from '@cstore/client'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { documentAddress } from '../../api/addresses.ts'
import { Button } from '../../components/button.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { formatPointer, parsePointer, pathLabel } from '../../json/json-pointer.ts'
import styles from './settings.module.css'

export interface SaveBarProps {
  readonly collection: string
  readonly error: unknown
  /** Something has to be corrected first. */
  readonly hasProblems: boolean
  readonly isSaving: boolean
  readonly onSave: () => void
  readonly onDiscard: () => void
}

/** In sight wherever the change was made. */
export function SaveBar({
  collection,
  error,
  hasProblems,
  isSaving,
  onSave,
  onDiscard,
}: SaveBarProps): ReactNode {
  return (
    <section className={styles.bar} aria-label="Unsaved changes" data-at-the-end>
      <FormFailure error={error} />
      <Violations collection={collection} error={error} />
      <div className={styles.row}>
        <span className={hasProblems ? styles.problem : styles.muted}>
          {hasProblems ? 'Something has to be corrected first.' : 'Changes are not saved yet.'}
        </span>
        <span className={styles.space} />
        <Button kind="quiet" onClick={onDiscard}>
          Discard
        </Button>
        <Button kind="primary" busy={isSaving} onClick={onSave}>
          Save
        </Button>
      </div>
    </section>
  )
}

const MAX_SHOWN = 5

/** Documents that the new schema would make faulty. */
function Violations({ collection, error }: { collection: string; error: unknown }): ReactNode {
  const isViolated = error instanceof CStoreError && error.code === 'CSTORE_SCHEMA_VIOLATED'
  if (!isViolated) return null
  return (
    <ul className={styles.invalid} aria-label="Documents that violate the schema">
      {error.errors.slice(0, MAX_SHOWN).map(({ pointer, detail }) => {
        const [id = '', ...path] = parsePointer(pointer)
        return (
          <li key={pointer}>
            <Link to={documentAddress(collection, id)}>{id}</Link> {pathLabel(formatPointer(path))}{' '}
            {detail.replace(/^document "[^"]*": /, '')}
          </li>
        )
      })}
      {error.errors.length > MAX_SHOWN ? (
        <li>… and {error.errors.length - MAX_SHOWN} more</li>
      ) : null}
    </ul>
  )
}
