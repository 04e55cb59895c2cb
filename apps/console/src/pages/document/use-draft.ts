import { CStoreError } from '@cstore/client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { usePutDocument, type DocumentPlace, type FoundDocument } from '../../api/document.ts'
import type { CheckValue } from '../../components/json-editor/editor-faults.ts'
import { useNotify } from '../../components/notify.ts'
import { isSameJson, type JsonObject } from '../../json/json-value.ts'
import { fieldsOf, readText, textOf } from './document-text.ts'

export interface Conflict {
  /** What the change began with. */
  readonly base: FoundDocument
  /** What is stored now; null: it was deleted. */
  readonly theirs: FoundDocument | null
  readonly mine: JsonObject
}

export interface Draft {
  readonly text: string
  readonly baseText: string
  readonly isChanged: boolean
  /** What is stored is newer than what the change began with. */
  readonly isBehind: boolean
  readonly isSaving: boolean
  /** Why it was not saved. */
  readonly failure: unknown
  readonly conflict: Conflict | null
  readonly change: (text: string) => void
  readonly save: () => void
  readonly discard: () => void
  readonly takeTheirs: () => void
  readonly overwrite: () => void
  readonly takeMerged: (text: string) => void
  readonly closeConflict: () => void
}

interface DraftInput {
  readonly place: DocumentPlace
  readonly found: FoundDocument
  readonly checkValue: CheckValue
}

interface Changed {
  readonly text: string
  readonly base: FoundDocument
}

/** What somebody makes of a document. Without a change it is what is stored, whenever that changes. */
export function useDraft({ place, found, checkValue }: DraftInput): Draft {
  const { client } = useApi()
  const queries = useQueryClient()
  const { done } = useNotify()
  const [changed, setChanged] = useState<Changed | null>(null)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const { mutate, isPending: isSaving } = usePutDocument(place)
  const base = changed?.base ?? found
  const baseText = textOf(base.document)
  const text = changed?.text ?? baseText

  const show = (theirs: FoundDocument | null): void => {
    queries.setQueryData(['document', place.collection, place.id], theirs)
    setChanged(null)
    setConflict(null)
  }
  const onError = async (error: Error, mine: JsonObject): Promise<void> => {
    if (!(error instanceof CStoreError) || error.status !== 412) return setFailure(error)
    try {
      const theirs = await client.collection(place.collection).get(place.id, { fresh: true })
      // A write that was repeated, because its answer was lost, meets itself.
      if (theirs && isSameJson(fieldsOf(theirs.document), mine)) show(theirs)
      else setConflict({ base, theirs, mine })
    } catch (cause) {
      setFailure(cause)
    }
  }
  const write = (document: JsonObject, etag: string | null): void => {
    setFailure(null)
    mutate(
      { document, etag },
      {
        onSuccess: () => {
          setChanged(null)
          setConflict(null)
          done({ title: `${place.id} was saved` })
        },
        onError: (error) => void onError(error, document),
      },
    )
  }
  const saveText = async (): Promise<void> => {
    if (isSaving || changed === null || conflict) return
    const read = await readText(text, checkValue)
    if (read.ok) write(read.document, base.etag)
    else setFailure(read.fault.message)
  }
  return {
    text,
    baseText,
    isChanged: changed !== null,
    isBehind: base.etag !== found.etag,
    isSaving,
    failure,
    conflict,
    change: (next) => {
      setFailure(null)
      setChanged(next === baseText ? null : { text: next, base })
    },
    save: () => void saveText(),
    discard: () => setChanged(null),
    takeTheirs: () => conflict && show(conflict.theirs),
    overwrite: () => conflict && write(conflict.mine, conflict.theirs?.etag ?? null),
    takeMerged: (merged) => {
      if (!conflict?.theirs) return
      setChanged({ text: merged, base: conflict.theirs })
      setConflict(null)
    },
    closeConflict: () => setConflict(null),
  }
}
