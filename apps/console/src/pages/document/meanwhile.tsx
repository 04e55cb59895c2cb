import type { ReactNode } from 'react'
import type { FoundDocument } from '../../api/document.ts'
import { Button } from '../../components/button.tsx'
import type { JsonObject } from '../../json/json-value.ts'
import styles from './document-workplace.module.css'
import type { Conflict } from './use-saving.ts'

interface MeanwhileProps {
  /** As it is now; null: it is gone. */
  readonly current: FoundDocument | null
  /** What the changes were made to. */
  readonly base: FoundDocument
  /** Undefined while what is written is no document. */
  readonly mine: JsonObject | undefined
  readonly onCompare: (conflict: Conflict) => void
}

/** Somebody else was faster; better to know before saving. */
export function Meanwhile({ current, base, mine, onCompare }: MeanwhileProps): ReactNode {
  if (current?.etag === base.etag) return null
  return (
    <output className={styles.note}>
      <span>{current ? changedLabel(current) : 'Somebody else has deleted this document.'}</span>
      {mine && current ? (
        <Button size="small" onClick={() => onCompare({ current, mine })}>
          Compare
        </Button>
      ) : null}
    </output>
  )
}

function changedLabel({ version }: FoundDocument): string {
  const which = version === undefined ? '' : ` (version ${version})`
  return `Somebody else has changed this document${which} while you were at it.`
}
