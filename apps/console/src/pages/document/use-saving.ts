/** Saves a draft, and finds out what it means if that fails. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/api-context.ts'
import { documentKey, useSaveDocument, type FoundDocument } from '../../api/document.ts'
import type { ValueFault } from '../../components/json-editor/editor-faults.ts'
import { useNotify } from '../../components/notify.ts'
import type { JsonObject } from '../../json/json-value.ts'
import { failureOf, standingOf } from './conflict.ts'
import type { DocumentTarget } from './document-target.ts'
import type { Draft } from './use-draft.ts'

export interface Conflict {
  /** Null: it is gone. */
  readonly current: FoundDocument | null
  readonly mine: JsonObject
}

export interface Saving {
  readonly conflict: Conflict | null
  readonly setConflict: (conflict: Conflict | null) => void
  /** Begins anew with a document, as if it had just been read. */
  readonly begin: (found: FoundDocument) => void
  readonly save: (fields: JsonObject, before: FoundDocument | null) => void
  readonly isSaving: boolean
}

const SEE_BELOW = 'What is wrong with it is said below the editor.'

interface SavingEvents {
  /** With what the API has against it, if anything. */
  readonly onEnd: (faults: readonly ValueFault[]) => void
}

export function useSaving(
  { collection, id }: DocumentTarget,
  draft: Draft,
  { onEnd }: SavingEvents,
): Saving {
  const { client } = useApi()
  const notify = useNotify()
  const queries = useQueryClient()
  const { mutateAsync, isPending } = useSaveDocument(collection, id)
  const [conflict, setConflict] = useState<Conflict | null>(null)
  // Through the cache: what it gives is never older than what was acknowledged.
  const readNow = (): Promise<FoundDocument | null> =>
    client.collection(collection).get(id, { meta: true })

  const begin = (now: FoundDocument): void => {
    queries.setQueryData(documentKey(collection, id), now)
    draft.reset(now)
    setConflict(null)
  }
  const finish = (now: FoundDocument): void => {
    begin(now)
    notify.done({ title: 'Saved', text: id })
  }
  const lookAgain = async (mine: JsonObject, error: unknown): Promise<void> => {
    const current = await readNow()
    const standing = standingOf({ base: draft.base, current, mine })
    if (standing === 'saved' && current) finish(current)
    else if (standing === 'unchanged') notify.failed('Not saved', error)
    else setConflict({ current, mine })
  }
  const attempt = async (fields: JsonObject, before: FoundDocument | null): Promise<void> => {
    try {
      await mutateAsync({ fields, before })
      const now = await readNow()
      if (now) finish(now)
      onEnd([])
    } catch (error) {
      const failure = failureOf(error)
      const faults = failure.kind === 'refused' ? failure.faults : []
      onEnd(faults)
      if (failure.kind === 'conflict') await lookAgain(fields, error)
      // In the words of the API it would be about its answer, which nobody sees here.
      else notify.failed('Not saved', faults.length > 0 ? new Error(SEE_BELOW) : error)
    }
  }
  const save = (fields: JsonObject, before: FoundDocument | null): void => {
    attempt(fields, before).catch((error: unknown) => notify.failed('Not saved', error))
  }
  return { conflict, setConflict, begin, save, isSaving: isPending }
}
