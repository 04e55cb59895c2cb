import type { Changed } from '@cstore/client'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Badge, type Tone } from '../../components/badge.tsx'
import styles from './live.module.css'
import type { ShownChange } from './use-changes.ts'

const TONES: Readonly<Record<Changed<object>['op'], Tone>> = {
  create: 'good',
  replace: 'accent',
  update: 'accent',
  delete: 'danger',
  unknown: 'warn',
}

interface ChangeListProps {
  readonly collection: string
  /** Newest first. */
  readonly changes: readonly ShownChange[]
}

export function ChangeList({ collection, changes }: ChangeListProps): ReactNode {
  return (
    <ol className={styles.changes} aria-label="Changes, newest first">
      {changes.map(({ number, change }) => (
        <li key={number} className={styles.change}>
          {change.event === 'reset' ? (
            <span className={styles.hint}>Changes may be missing before this.</span>
          ) : (
            <ChangeLine collection={collection} change={change} />
          )}
        </li>
      ))}
    </ol>
  )
}

const PREVIEW_CHARACTERS = 240

function ChangeLine({
  collection,
  change: { id, op, at, version, document },
}: {
  collection: string
  change: Changed<object>
}): ReactNode {
  return (
    <>
      <time dateTime={at}>{new Date(at).toLocaleTimeString('en', { hour12: false })}</time>
      <Badge tone={TONES[op]}>{op}</Badge>
      <Link to={`/collections/${collection}/documents/${encodeURIComponent(id)}`}>{id}</Link>
      <span className={styles.hint}>{version === undefined ? null : `version ${version}`}</span>
      <code className={styles.preview}>{document ? previewOf(document) : 'gone'}</code>
    </>
  )
}

function previewOf(document: object): string {
  const text = JSON.stringify(document)
  return text.length > PREVIEW_CHARACTERS ? `${text.slice(0, PREVIEW_CHARACTERS)} …` : text
}
