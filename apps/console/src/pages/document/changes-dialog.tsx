import type { ReactNode } from 'react'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { LazyDiffView } from '../../components/json-editor/lazy-diff-view.tsx'
import type { Draft } from './use-draft.ts'

/** What saving would change. */
export function ChangesDialog({
  draft,
  onClose,
}: {
  draft: Draft
  onClose: () => void
}): ReactNode {
  const act = (action: () => void) => () => {
    onClose()
    action()
  }
  return (
    <Dialog title="Changes" open size="wide" onClose={onClose}>
      <LazyDiffView
        before={draft.baseText}
        after={draft.text}
        beforeLabel="As stored"
        afterLabel="As changed"
      />
      <DialogActions>
        <Button kind="quiet" onClick={act(draft.discard)}>
          Discard them
        </Button>
        <Button onClick={onClose}>Go on editing</Button>
        <Button kind="primary" onClick={act(draft.save)}>
          Save
        </Button>
      </DialogActions>
    </Dialog>
  )
}
