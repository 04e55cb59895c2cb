import type { UseQueryResult } from '@tanstack/react-query'
import { GitCompareArrows, Trash2 } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { useRights } from '../../api/access.ts'
import type { DocumentPlace, FoundDocument } from '../../api/document.ts'
import type { Refreshable } from '../../api/documents.ts'
import { Button } from '../../components/button.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { FaultsEditor } from '../../components/json-editor/faults-editor.tsx'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { ServedLine } from '../../components/served-line.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { ChangesDialog } from './changes-dialog.tsx'
import { ConflictDialog } from './conflict-dialog.tsx'
import { DocumentHead } from './document-head.tsx'
import styles from './document.module.css'
import { useDeletion } from './use-deletion.ts'
import { useDocumentCheck } from './use-document-check.ts'
import { useDraft, type Draft } from './use-draft.ts'

interface StoredDocumentProps {
  readonly place: DocumentPlace
  readonly found: FoundDocument
  readonly read: UseQueryResult<FoundDocument | null> & Refreshable
}

export function StoredDocument({ place, found, read }: StoredDocumentProps): ReactNode {
  const mayWrite = useRights().may('writer', place.collection)
  const checkValue = useDocumentCheck(place.collection)
  const draft = useDraft({ place, found, checkValue })
  const isGone = useRef(false)
  const deletion = useDeletion({ place, found, onDeleted: () => (isGone.current = true) })
  useShortcut('mod+s', 'Save the document', draft.save)
  useShortcut('r', 'Read again, past the cache', read.refresh)
  return (
    <>
      <DocumentHead
        collection={place.collection}
        title={place.id}
        actions={
          mayWrite ? (
            <Actions draft={draft} isDeleting={deletion.isPending} onDelete={deletion.run} />
          ) : null
        }
      />
      <div className={styles.tools}>
        <span className={styles.muted}>{stateLabel(draft, mayWrite)}</span>
        <ServedLine
          served={found}
          isBusy={read.isFetching || read.isRefreshing}
          onRefresh={read.refresh}
        />
      </div>
      <div className={styles.form}>
        {draft.isBehind ? (
          <output className={styles.note}>
            Somebody has changed it since you began. Saving shows what differs, and asks.
          </output>
        ) : null}
        <FaultsEditor
          label="Document"
          value={draft.text}
          readOnly={!mayWrite}
          checkValue={checkValue}
          onChange={draft.change}
        />
        <FormFailure error={draft.failure} />
      </div>
      {draft.conflict ? (
        <ConflictDialog conflict={draft.conflict} isBusy={draft.isSaving} actions={draft} />
      ) : null}
      <LeaveGuard
        isHeld={() => draft.isChanged && !isGone.current}
        title="Leave without saving?"
        leaveLabel="Leave"
      >
        What you have changed would be lost.
      </LeaveGuard>
    </>
  )
}

function stateLabel({ isChanged }: Draft, mayWrite: boolean): string {
  if (!mayWrite) return 'Your key may read it, and not change it.'
  return isChanged ? 'Changed, not saved' : 'As stored'
}

interface ActionsProps {
  readonly draft: Draft
  readonly isDeleting: boolean
  readonly onDelete: () => void
}

function Actions({ draft, isDeleting, onDelete }: ActionsProps): ReactNode {
  const [isComparing, setComparing] = useState(false)
  return (
    <>
      <Button icon={Trash2} busy={isDeleting} onClick={onDelete}>
        Delete
      </Button>
      <Button
        icon={GitCompareArrows}
        disabled={!draft.isChanged}
        onClick={() => setComparing(true)}
      >
        Changes
      </Button>
      <Button
        kind="primary"
        disabled={!draft.isChanged}
        busy={draft.isSaving}
        onClick={() => draft.save()}
      >
        Save
      </Button>
      {isComparing ? <ChangesDialog draft={draft} onClose={() => setComparing(false)} /> : null}
    </>
  )
}
