import { useRef, useState, type ReactNode } from 'react'
import { fieldsOf, type FoundDocument } from '../../api/document.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { LazyDiffView } from '../../components/json-editor/lazy-diff-view.tsx'
import { pathLabel } from '../../json/json-pointer.ts'
import { pretty, type JsonObject } from '../../json/json-value.ts'
import { mergeDocuments } from '../../json/merge-documents.ts'
import { fieldsIn } from './document-text.ts'
import styles from './document-workplace.module.css'

export interface ConflictDialogProps {
  readonly base: FoundDocument
  /** Null: it is gone. */
  readonly current: FoundDocument | null
  readonly mine: JsonObject
  readonly isSaving: boolean
  readonly onSave: (fields: JsonObject) => void
  readonly onTakeTheirs: (theirs: FoundDocument) => void
  readonly onClose: () => void
}

/** Two have changed the same document: theirs, mine, or both put together. */
export function ConflictDialog({ current, ...rest }: ConflictDialogProps): ReactNode {
  if (!current) return <GoneDialog {...rest} />
  // When somebody was faster again, it begins anew.
  return <MergeDialog key={current.etag} {...rest} theirs={current} />
}

type MergeProps = Omit<ConflictDialogProps, 'current'> & { readonly theirs: FoundDocument }

function MergeDialog({
  base,
  theirs,
  mine,
  isSaving,
  onSave,
  onTakeTheirs,
  onClose,
}: MergeProps): ReactNode {
  const their = fieldsOf(theirs.document)
  const { merged, conflicts } = mergeDocuments({
    base: fieldsOf(base.document),
    theirs: their,
    mine,
  })
  const [text, setText] = useState(() => pretty(merged))
  const fields = fieldsIn(text)
  // Whatever is pressed by accident, nothing is saved and nothing lost.
  const lead = useRef<HTMLParagraphElement>(null)
  return (
    <Dialog title="Somebody else was faster" size="wide" open onClose={onClose} initialFocus={lead}>
      <p ref={lead} tabIndex={-1} className={styles.lead}>
        {theirs.version === undefined ? 'Another version' : `Version ${theirs.version}`} was saved
        while you were editing version {base.version ?? '?'}. Nothing of yours is lost: here are
        theirs, and both put together, which you can change before you save it.
      </p>
      {conflicts.length === 0 ? null : (
        <output className={styles.conflicts}>
          Both have changed {conflicts.map(pathLabel).join(', ')}; the draft has your values there.
        </output>
      )}
      <div className={styles.sides}>
        <span>Theirs</span>
        <span>Put together</span>
      </div>
      <LazyDiffView
        before={pretty(their)}
        after={pretty(merged)}
        beforeLabel="Theirs"
        afterLabel="Put together"
        onChange={setText}
      />
      <DialogActions>
        <Button onClick={() => onTakeTheirs(theirs)}>Take theirs</Button>
        <Button busy={isSaving} onClick={() => onSave(mine)}>
          Save mine over it
        </Button>
        <Button
          kind="primary"
          busy={isSaving}
          disabled={!fields}
          onClick={() => fields && onSave(fields)}
        >
          Save what is put together
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function GoneDialog({
  mine,
  isSaving,
  onSave,
  onClose,
}: Omit<ConflictDialogProps, 'current'>): ReactNode {
  return (
    <Dialog title="The document is gone" open onClose={onClose}>
      <p className={styles.lead}>
        Somebody has deleted it while you were editing. Saving creates it again, as you have it.
      </p>
      <DialogActions>
        <Button kind="quiet" onClick={onClose}>
          Go on editing
        </Button>
        <Button kind="primary" busy={isSaving} onClick={() => onSave(mine)}>
          Create it again
        </Button>
      </DialogActions>
    </Dialog>
  )
}
