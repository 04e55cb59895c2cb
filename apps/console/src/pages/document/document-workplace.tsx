import { Save } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useRights } from '../../api/access.ts'
import { describeError } from '../../api/describe-error.ts'
import type { FoundDocument, useDocument } from '../../api/document.ts'
import { Button } from '../../components/button.tsx'
import type { EditorFault, ValueFault } from '../../components/json-editor/editor-faults.ts'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { ServedLine } from '../../components/served-line.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { ConflictDialog } from './conflict-dialog.tsx'
import { DocumentFacts } from './document-facts.tsx'
import { DocumentMenu } from './document-menu.tsx'
import { above, type DocumentTarget } from './document-target.ts'
import { faultsNow } from './document-text.ts'
import styles from './document-workplace.module.css'
import { FaultyEditor } from './faulty-editor.tsx'
import { Meanwhile } from './meanwhile.tsx'
import { NoDocument } from './no-document.tsx'
import { ReviewDialog } from './review-dialog.tsx'
import { useDraft, type Draft } from './use-draft.ts'
import { useSaving } from './use-saving.ts'
import { useSchemaCheck } from './use-schema-check.ts'

interface WorkplaceProps extends DocumentTarget {
  readonly read: ReturnType<typeof useDocument>
  /** As it was last there. */
  readonly found: FoundDocument
}

const NONE: readonly ValueFault[] = []
const NO_FAULTS: readonly EditorFault[] = []

export function DocumentWorkplace({ collection, id, read, found }: WorkplaceProps): ReactNode {
  const mayWrite = useRights().may('writer', collection)
  const draft = useDraft(found)
  const [faults, setFaults] = useState(NO_FAULTS)
  const [refused, setRefused] = useState(NONE)
  const checkValue = useSchemaCheck({ collection, id, refused })
  const [isReviewed, setReviewed] = useState(false)
  const saving = useSaving({ collection, id }, draft, {
    onEnd: (against) => {
      setReviewed(false)
      setRefused(against)
    },
  })
  const { conflict } = saving
  const isGone = read.data === null
  const maySave = mayWrite && draft.isChanged && draft.fields !== undefined && !isFatal(faults)
  const review = async (): Promise<void> => {
    if (!maySave) return
    // Those that are shown may be of a moment ago.
    const faultsOfNow = await faultsNow(draft.text, checkValue)
    setFaults(faultsOfNow)
    setReviewed(!isFatal(faultsOfNow))
  }
  useShortcut('mod+s', 'Save', () => void review())
  useShortcut('r', 'Read again, past the cache', read.refresh)
  return (
    <>
      <PageHead
        title={id}
        above={above(collection)}
        actions={
          <>
            <DraftActions
              draft={draft}
              found={found}
              onSave={mayWrite ? () => void review() : null}
              isDisabled={!maySave}
            />
            <DocumentMenu
              collection={collection}
              found={found}
              mayWrite={mayWrite && !isGone}
              isChanged={draft.isChanged}
            />
          </>
        }
      />
      {isGone && !draft.isChanged ? (
        <NoDocument collection={collection} id={id} />
      ) : (
        <>
          <div className={styles.line}>
            <DocumentFacts found={draft.base} />
            <ServedLine
              served={read.data ?? undefined}
              isBusy={read.isFetching || read.isRefreshing}
              onRefresh={read.refresh}
            />
          </div>
          {read.error ? (
            <output className={styles.note}>
              This is how it was; it cannot be read now. {describeError(read.error).text}
            </output>
          ) : null}
          <Meanwhile
            current={read.data ?? null}
            base={draft.base}
            mine={draft.fields}
            onCompare={saving.setConflict}
          />
          <FaultyEditor
            label={`Document ${id} as JSON`}
            text={draft.text}
            readOnly={!mayWrite}
            faults={faults}
            checkValue={checkValue}
            onFaults={setFaults}
            onChange={(text) => {
              draft.setText(text)
              // Said about another text.
              setRefused(NONE)
            }}
          />
        </>
      )}
      {isReviewed && draft.fields ? (
        <ReviewDialog
          base={draft.base}
          fields={draft.fields}
          faults={faults}
          isSaving={saving.isSaving}
          onSave={(fields) => saving.save(fields, draft.base)}
          onClose={() => setReviewed(false)}
        />
      ) : null}
      {conflict ? (
        <ConflictDialog
          base={draft.base}
          {...conflict}
          isSaving={saving.isSaving}
          onSave={(fields) => saving.save(fields, conflict.current)}
          onTakeTheirs={saving.begin}
          onClose={() => saving.setConflict(null)}
        />
      ) : null}
      <LeaveGuard
        isHeld={() => draft.isChanged && mayWrite}
        title="Leave without saving?"
        leaveLabel="Leave without saving"
      >
        What you have changed in this document is not saved.
      </LeaveGuard>
    </>
  )
}

function isFatal(faults: readonly EditorFault[]): boolean {
  return faults.some((fault) => fault.isFatal)
}

interface DraftActionsProps {
  readonly draft: Draft
  readonly found: FoundDocument
  /** Null: it may only be read. */
  readonly onSave: (() => void) | null
  readonly isDisabled: boolean
}

function DraftActions({ draft, found, onSave, isDisabled }: DraftActionsProps): ReactNode {
  return (
    <>
      {draft.isChanged ? (
        <Button kind="quiet" onClick={() => draft.reset(found)}>
          Discard changes
        </Button>
      ) : null}
      {onSave ? (
        <Button kind="primary" icon={Save} disabled={isDisabled} onClick={onSave}>
          Save
        </Button>
      ) : null}
    </>
  )
}
