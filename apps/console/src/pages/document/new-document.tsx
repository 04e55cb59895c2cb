import { CStoreError } from '@cstore/client'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { documentAddress } from '../../api/addresses.ts'
import { useCollection } from '../../api/collections.ts'
import { useSaveDocument } from '../../api/document.ts'
import { Button } from '../../components/button.tsx'
import { CollectionFailure } from '../../components/collection-failure.tsx'
import { Field } from '../../components/field.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import type { EditorFault, ValueFault } from '../../components/json-editor/editor-faults.ts'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { useNotify } from '../../components/notify.ts'
import { PageHead } from '../../components/page-head.tsx'
import { schemaTemplate } from '../../json/schema-template.ts'
import { pretty } from '../../json/json-value.ts'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { failureOf } from './conflict.ts'
import { faultsNow, fieldsIn } from './document-text.ts'
import { above, type DocumentTarget } from './document-target.ts'
import styles from './document-workplace.module.css'
import { FaultyEditor } from './faulty-editor.tsx'
import { useSchemaCheck } from './use-schema-check.ts'

/** A document to be made; its id is proposed by the address. */
export function NewDocument({ collection, id }: DocumentTarget): ReactNode {
  const { data: info, error, refetch } = useCollection(collection)
  const given: unknown = Object(useLocation().state).text
  if (info) {
    const text = typeof given === 'string' ? given : pretty(schemaTemplate(info.settings.schema))
    return <NewDocumentForm collection={collection} id={id} start={text === '{}' ? EMPTY : text} />
  }
  return (
    <>
      <PageHead title="New document" above={above(collection)} />
      {error ? (
        <CollectionFailure collection={collection} error={error} onRetry={() => void refetch()} />
      ) : (
        <LoadingState />
      )}
    </>
  )
}

const EMPTY = '{\n  \n}'
const NONE: readonly ValueFault[] = []

function NewDocumentForm({
  collection,
  id: proposed,
  start,
}: DocumentTarget & { readonly start: string }): ReactNode {
  const navigate = useNavigate()
  const notify = useNotify()
  const [id, setId] = useState(proposed)
  const [text, setText] = useState(start)
  const [idError, setIdError] = useState<string>()
  const [failure, setFailure] = useState<unknown>(null)
  const [refused, setRefused] = useState<readonly ValueFault[]>(NONE)
  const [faults, setFaults] = useState<readonly EditorFault[]>([])
  const isUnderWay = useRef(false)
  const isCreated = useRef(false)
  const checkValue = useSchemaCheck({ collection, id, refused })
  const { mutate, isPending } = useSaveDocument(collection, id)
  const fields = fieldsIn(text)
  const isFatal = faults.some((fault) => fault.isFatal)

  const onError = (error: Error): void => {
    const problem = idProblem(error)
    if (problem === null) setFailure(error)
    else setIdError(problem)
    const refusal = failureOf(error)
    if (refusal.kind === 'refused') setRefused(refusal.faults)
  }
  const create = async (): Promise<void> => {
    setFailure(null)
    if (id === '') return setIdError('Expected an id.')
    const found = await faultsNow(text, checkValue)
    setFaults(found)
    if (!fields || isUnderWay.current || found.some((fault) => fault.isFatal)) return
    isUnderWay.current = true
    mutate(
      { fields, before: null },
      {
        onSuccess: () => {
          isCreated.current = true
          notify.done({ title: 'Created', text: id })
          void navigate(documentAddress(collection, id), { replace: true })
        },
        onError,
        onSettled: () => (isUnderWay.current = false),
      },
    )
  }
  useShortcut('mod+s', 'Create the document', () => void create())
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void create()
      }}
    >
      <PageHead
        title="New document"
        above={above(collection)}
        actions={
          <Button type="submit" kind="primary" busy={isPending} disabled={!fields || isFatal}>
            Create
          </Button>
        }
      />
      <div className={styles.idField}>
        <Field
          label="Id"
          spellCheck={false}
          maxLength={256}
          value={id}
          error={idError}
          hint="Cannot be changed later."
          onChange={(event) => {
            setId(event.target.value)
            setIdError(undefined)
          }}
        />
      </div>
      <FormFailure error={failure} />
      <div>
        <FaultyEditor
          label="New document as JSON"
          text={text}
          faults={faults}
          checkValue={checkValue}
          onFaults={setFaults}
          onChange={(next) => {
            setText(next)
            if (refused.length > 0) setRefused(NONE)
          }}
        />
      </div>
      <LeaveGuard
        isHeld={() => text !== start && !isCreated.current}
        title="Leave without saving?"
        leaveLabel="Leave without saving"
      >
        The new document is not saved.
      </LeaveGuard>
    </form>
  )
}

/** What is wrong with the id; null: something else is. */
function idProblem(error: Error): string | null {
  if (!(error instanceof CStoreError)) return null
  const { status, code, errors } = error
  if (status === 412) return 'There is a document with this id already.'
  if (code === 'CSTORE_CLIENT_ARGUMENT') return 'This cannot be an id.'
  const ofId = errors.find(({ pointer }) => pointer === '/id')
  return ofId ? `${ofId.detail}.` : null
}
