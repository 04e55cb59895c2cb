import { CStoreError } from '@cstore/client'
import { useRef, useState, type FormEvent, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { documentAddress } from '../../api/addresses.ts'
import { usePutDocument, type DocumentPlace } from '../../api/document.ts'
import { Button } from '../../components/button.tsx'
import { Field } from '../../components/field.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { FaultsEditor } from '../../components/json-editor/faults-editor.tsx'
import { LeaveGuard } from '../../components/leave-guard.tsx'
import { useNotify } from '../../components/notify.ts'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { DocumentHead } from './document-head.tsx'
import { readText } from './document-text.ts'
import styles from './document.module.css'
import { useDocumentCheck } from './use-document-check.ts'

const BLANK = '{\n  \n}'

export function NewDocument({ place }: { place: DocumentPlace }): ReactNode {
  const { collection } = place
  const navigate = useNavigate()
  const { done } = useNotify()
  const [id, setId] = useState(place.id)
  const [text, setText] = useState(BLANK)
  const [fault, setFault] = useState<string>()
  const isMade = useRef(false)
  const checkValue = useDocumentCheck(collection)
  const creation = usePutDocument({ collection, id })
  const isTaken = creation.error instanceof CStoreError && creation.error.status === 412

  const create = async (): Promise<void> => {
    if (creation.isPending) return
    const read = await readText(text, checkValue)
    setFault(read.ok ? undefined : read.fault.message)
    if (!read.ok) return
    creation.mutate(
      { document: read.document, etag: null },
      {
        onSuccess: () => {
          isMade.current = true
          done({ title: `${id} was created` })
          void navigate(documentAddress(collection, id), { replace: true })
        },
      },
    )
  }
  useShortcut('mod+s', 'Create the document', () => void create())
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    void create()
  }
  return (
    <form className={styles.form} onSubmit={onSubmit} noValidate>
      <DocumentHead
        collection={collection}
        title="New document"
        actions={
          <Button type="submit" kind="primary" busy={creation.isPending}>
            Create
          </Button>
        }
      />
      <Field
        label="Id"
        value={id}
        spellCheck={false}
        hint="It cannot be changed later."
        error={idError(id, isTaken)}
        onChange={(event) => {
          setId(event.target.value)
          creation.reset()
        }}
      />
      <FaultsEditor
        label="Document"
        value={text}
        checkValue={checkValue}
        onChange={(next) => {
          setText(next)
          setFault(undefined)
        }}
      />
      <FormFailure error={fault ?? (isTaken ? null : creation.error)} />
      <LeaveGuard
        isHeld={() => text !== BLANK && !isMade.current}
        title="Leave without the document?"
        leaveLabel="Leave"
      >
        It has not been created, and what you have written would be lost.
      </LeaveGuard>
    </form>
  )
}

function idError(id: string, isTaken: boolean): string | undefined {
  if (id === '') return 'Expected an id.'
  return isTaken ? 'There is a document with this id.' : undefined
}
