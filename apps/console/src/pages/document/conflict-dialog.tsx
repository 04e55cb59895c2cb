import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { LazyDiffView } from '../../components/json-editor/lazy-diff-view.tsx'
import { pathLabel } from '../../json/json-pointer.ts'
import { pretty } from '../../json/json-value.ts'
import { mergeDocuments } from '../../json/merge-documents.ts'
import { fieldsOf, textOf } from './document-text.ts'
import styles from './document.module.css'
import type { Conflict, Draft } from './use-draft.ts'

interface ConflictDialogProps {
  readonly conflict: Conflict
  readonly isBusy: boolean
  readonly actions: Draft
}

/** Somebody else was faster. Nothing is written before it is said what shall be. */
export function ConflictDialog({ conflict, isBusy, actions }: ConflictDialogProps): ReactNode {
  const { theirs, mine } = conflict
  if (!theirs) return <DeletedDialog isBusy={isBusy} actions={actions} />
  const { merged, conflicts } = mergeDocuments({
    base: fieldsOf(conflict.base.document),
    theirs: fieldsOf(theirs.document),
    mine,
  })
  return (
    <Dialog
      title="Somebody has changed it meanwhile"
      open
      size="wide"
      onClose={actions.closeConflict}
    >
      <p className={styles.muted}>
        {conflicts.length === 0
          ? 'You have changed different fields: both can be put together.'
          : `You have both changed ${conflicts.map(pathLabel).join(', ')}.`}
      </p>
      <LazyDiffView
        before={textOf(theirs.document)}
        after={pretty(mine)}
        beforeLabel="Theirs"
        afterLabel="Mine"
      />
      <DialogActions>
        <Button kind="quiet" onClick={actions.takeTheirs}>
          Reload theirs
        </Button>
        <Button busy={isBusy} onClick={actions.overwrite}>
          Overwrite with mine
        </Button>
        {conflicts.length === 0 ? (
          <Button kind="primary" onClick={() => actions.takeMerged(pretty(merged))}>
            Put both together
          </Button>
        ) : null}
      </DialogActions>
    </Dialog>
  )
}

function DeletedDialog({ isBusy, actions }: Omit<ConflictDialogProps, 'conflict'>): ReactNode {
  return (
    <Dialog title="Somebody has deleted it meanwhile" open onClose={actions.closeConflict}>
      <p>You can leave it deleted, or store what you have written as a new document.</p>
      <DialogActions>
        <Button kind="quiet" onClick={actions.takeTheirs}>
          Leave it deleted
        </Button>
        <Button kind="primary" busy={isBusy} onClick={actions.overwrite}>
          Store mine
        </Button>
      </DialogActions>
    </Dialog>
  )
}
