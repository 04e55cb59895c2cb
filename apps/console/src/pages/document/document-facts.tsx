import type { ReactNode } from 'react'
import { fieldsOf, type FoundDocument } from '../../api/document.ts'
import { bytes } from '../../format/numbers.ts'
import { absoluteTime, relativeTime } from '../../format/times.ts'
import { useNow } from '../../format/use-now.ts'
import styles from './document-workplace.module.css'

/** What is known of a document beside what is in it. */
export function DocumentFacts({ found }: { found: FoundDocument }): ReactNode {
  const nowMs = useNow()
  const { _meta: { version = 0, createdAt, updatedAt } = {} } = found.document
  const size = new TextEncoder().encode(JSON.stringify(fieldsOf(found.document))).length
  return (
    <div className={styles.facts}>
      <span title={`Entity tag ${found.etag}`}>
        {version === 0 ? 'Written by another program' : `Version ${version}`}
      </span>
      {updatedAt === undefined ? null : (
        <time dateTime={updatedAt} title={absoluteTime(Date.parse(updatedAt))}>
          saved {relativeTime(Math.min(Date.parse(updatedAt), nowMs), nowMs)}
        </time>
      )}
      {createdAt === undefined ? null : (
        <time dateTime={createdAt}>created {absoluteTime(Date.parse(createdAt))}</time>
      )}
      <span>{bytes(size)}</span>
    </div>
  )
}
