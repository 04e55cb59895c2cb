import { CStoreError } from '@cstore/client'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import {
  useDeleteDocument,
  usePutDocument,
  type DocumentPlace,
  type FoundDocument,
} from '../../api/document.ts'
import { useNotify } from '../../components/notify.ts'
import { fieldsOf } from './document-text.ts'

interface DeletionInput {
  readonly place: DocumentPlace
  readonly found: FoundDocument
  /** Before the page is left. */
  readonly onDeleted: () => void
}

const UNDO_MS = 15_000

/** Deletes what is shown, and nothing newer. It can be had back for a while. */
export function useDeletion({ place, found, onDeleted }: DeletionInput): {
  readonly run: () => void
  readonly isPending: boolean
} {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { done, failed } = useNotify()
  const { mutate, isPending } = useDeleteDocument(place)
  const { mutateAsync: put } = usePutDocument(place)

  const undo = async (): Promise<void> => {
    try {
      await put({ document: fieldsOf(found.document), etag: null })
      await queries.invalidateQueries()
      done({ title: `${place.id} is back` })
    } catch (error) {
      failed(`${place.id} could not be put back`, error)
    }
  }
  const onSuccess = async (): Promise<void> => {
    onDeleted()
    const action = { label: 'Undo', run: () => void undo() }
    done({ title: `${place.id} was deleted`, action, lastsMs: UNDO_MS })
    await navigate(`/collections/${place.collection}`)
    queries.removeQueries({ queryKey: ['document', place.collection, place.id] })
  }
  const onError = async (error: Error): Promise<void> => {
    const isChanged = error instanceof CStoreError && error.status === 412
    const title = isChanged ? 'It was changed meanwhile, so it is still there' : 'Not deleted'
    failed(title, error)
    await queries.invalidateQueries({ queryKey: ['document', place.collection, place.id] })
  }
  const run = (): void => {
    if (isPending) return
    // Also what happens once this page is gone.
    mutate(found.etag, {
      onSuccess: () => void onSuccess(),
      onError: (error) => void onError(error),
    })
  }
  return { run, isPending }
}
