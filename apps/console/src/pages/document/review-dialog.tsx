import { useRef, type ReactNode } from 'react'
import { fieldsOf, type FoundDocument } from '../../api/document.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import type { EditorFault } from '../../components/json-editor/editor-faults.ts'
import { LazyDiffView } from '../../components/json-editor/lazy-diff-view.tsx'
import { pretty, type JsonObject } from '../../json/json-value.ts'
import styles from './document-workplace.module.css'

export interface ReviewDialogProps {
  readonly base: FoundDocument
  readonly fields: JsonObject
  readonly faults: readonly EditorFault[]
  readonly isSaving: boolean
  readonly onSave: (fields: JsonObject) => void
  readonly onClose: () => void
}

/** What a save would change. */
export function ReviewDialog({
  base,
  fields,
  faults,
  isSaving,
  onSave,
  onClose,
}: ReviewDialogProps): ReactNode {
  const saveButton = useRef<HTMLButtonElement>(null)
  return (
    <Dialog
      title="Save these changes?"
      size="wide"
      open
      onClose={onClose}
      initialFocus={saveButton}
    >
      <div className={styles.sides}>
        <span>Saved now</span>
        <span>Yours</span>
      </div>
      <LazyDiffView
        before={pretty(fieldsOf(base.document))}
        after={pretty(fields)}
        beforeLabel="Saved now"
        afterLabel="Yours"
      />
      {faults.length === 0 ? null : (
        <p className={styles.conflicts}>It will most likely be refused. {faults[0]?.message}</p>
      )}
      <DialogActions>
        <Button kind="quiet" onClick={onClose}>
          Go on editing
        </Button>
        <Button
          ref={saveButton}
          kind="primary"
          busy={isSaving}
          disabled={faults.some(({ isFatal }) => isFatal)}
          onClick={() => onSave(fields)}
        >
          Save
        </Button>
      </DialogActions>
    </Dialog>
  )
}
