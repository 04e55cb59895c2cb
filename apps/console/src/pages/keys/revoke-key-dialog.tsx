import type { ApiKeyInfo } from '@cstore/client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { useNotify } from '../../components/notify.ts'

interface RevokeKeyDialogProps {
  readonly info: ApiKeyInfo
  readonly isOwn: boolean
  readonly onClose: () => void
}

/** A secret cannot be had back, so it is asked before, and not undone afterwards. */
export function RevokeKeyDialog({ info, isOwn, onClose }: RevokeKeyDialogProps): ReactNode {
  const { client, signOut } = useApi()
  const { done } = useNotify()
  const queries = useQueryClient()
  const cancel = useRef<HTMLButtonElement>(null)
  const revocation = useMutation({
    mutationFn: () => client.keys.revoke(info.id),
    onSuccess: async () => {
      done({ title: `${info.name} was revoked` })
      onClose()
      if (isOwn) signOut()
      await queries.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  return (
    <Dialog title={`Revoke ${info.name}?`} open onClose={onClose} initialFocus={cancel}>
      <p>
        Whatever uses it is refused everywhere within a second. This cannot be undone: it would need
        a new key.
      </p>
      {isOwn ? <p>You are signed in with it, and will be signed out.</p> : null}
      <FormFailure error={revocation.error} />
      <DialogActions>
        <Button kind="quiet" ref={cancel} onClick={onClose}>
          Cancel
        </Button>
        <Button kind="danger" busy={revocation.isPending} onClick={() => revocation.mutate()}>
          Revoke
        </Button>
      </DialogActions>
    </Dialog>
  )
}
