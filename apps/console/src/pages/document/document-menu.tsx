import { Copy, CopyPlus, Ellipsis, Eraser, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { v7 as uuidv7 } from 'uuid'
import { documentAddress } from '../../api/addresses.ts'
import { useApi } from '../../api/api-context.ts'
import {
  fieldsOf,
  useDeleteDocument,
  useRestoreDocument,
  type FoundDocument,
} from '../../api/document.ts'
import type { AnyDocument } from '../../api/documents.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { useNotify } from '../../components/notify.ts'
import { pretty } from '../../json/json-value.ts'

export interface DocumentMenuProps {
  readonly collection: string
  readonly found: FoundDocument
  readonly mayWrite: boolean
  readonly isChanged: boolean
}

export function DocumentMenu({
  collection,
  found,
  mayWrite,
  isChanged,
}: DocumentMenuProps): ReactNode {
  const { client } = useApi()
  const navigate = useNavigate()
  const notify = useNotify()
  const remove = useDelete(collection, found)
  const { document } = found
  const copy = async (): Promise<void> => {
    const { _meta: _, ...own } = document
    await navigator.clipboard.writeText(pretty(own))
    notify.done({ title: 'Copied', text: document.id })
  }
  const purge = async (): Promise<void> => {
    await client.collection(collection).purge(document.id)
    notify.done({ title: 'Dropped from the cache', text: document.id })
  }
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label="More" />}>
      <MenuItem
        icon={Copy}
        onSelect={() => void copy().catch((error: unknown) => notify.failed('Not copied', error))}
      >
        Copy as JSON
      </MenuItem>
      <MenuItem
        icon={CopyPlus}
        disabled={!mayWrite}
        onSelect={() =>
          void navigate(`${documentAddress(collection, uuidv7())}?new`, {
            state: { text: pretty(fieldsOf(document)) },
          })
        }
      >
        Duplicate
      </MenuItem>
      <MenuItem
        icon={Eraser}
        disabled={!mayWrite}
        onSelect={() => void purge().catch((error: unknown) => notify.failed('Not dropped', error))}
      >
        Drop from the cache
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} danger disabled={!mayWrite || isChanged} onSelect={remove}>
        Delete
      </MenuItem>
    </Menu>
  )
}

const UNDO_MS = 12_000

/** At once, and for some seconds it can be undone. */
function useDelete(collection: string, found: FoundDocument): () => void {
  const navigate = useNavigate()
  const notify = useNotify()
  const { document } = found
  const { mutate } = useDeleteDocument(collection, document.id)
  const undo = useUndo(collection)
  return () =>
    mutate(found, {
      onSuccess: () => {
        void navigate(`/collections/${collection}`)
        notify.done({
          title: 'Deleted',
          text: document.id,
          lastsMs: UNDO_MS,
          action: { label: 'Undo', run: () => undo(document) },
        })
      },
      onError: (error) => notify.failed('Not deleted', error),
    })
}

function useUndo(collection: string): (document: AnyDocument) => void {
  const navigate = useNavigate()
  const notify = useNotify()
  const restore = useRestoreDocument(collection)
  return (document) => {
    const open = (): void => void navigate(documentAddress(collection, document.id))
    restore(document)
      .then(() =>
        notify.done({ title: 'Restored', text: document.id, action: { label: 'Open', run: open } }),
      )
      .catch((error: unknown) => notify.failed('Not restored', error))
  }
}
