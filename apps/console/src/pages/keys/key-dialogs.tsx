import type { ApiKeyCreated, ApiKeyInfo } from '@cstore/client'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { RevokeKeyDialog } from './revoke-key-dialog.tsx'
import { RotateKeyDialog } from './rotate-key-dialog.tsx'
import { ShownKeyDialog } from './shown-key-dialog.tsx'

/** What is being done to a key. */
export type KeyTask =
  | { readonly kind: 'new' }
  | {
      readonly kind: 'rotate' | 'revoke'
      readonly info: ApiKeyInfo
      /** This tab is signed in with it. */
      readonly isOwn: boolean
    }

interface KeyDialogsProps {
  readonly task: KeyTask
  readonly onClose: () => void
}

export function KeyDialogs({ task, onClose }: KeyDialogsProps): ReactNode {
  const queries = useQueryClient()
  const [made, setMade] = useState<ApiKeyCreated | null>(null)
  const onMade = (key: ApiKeyCreated): void => {
    setMade(key)
    void queries.invalidateQueries({ queryKey: ['keys'] })
  }
  if (made) return <ShownKeyDialog made={made} onClose={onClose} />
  if (task.kind === 'new') return <NewKeyDialog onMade={onMade} onClose={onClose} />
  if (task.kind === 'rotate') {
    return <RotateKeyDialog info={task.info} isOwn={task.isOwn} onMade={onMade} onClose={onClose} />
  }
  return <RevokeKeyDialog info={task.info} isOwn={task.isOwn} onClose={onClose} />
}
