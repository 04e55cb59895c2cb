import type { ApiKeyCreated, ApiKeyInfo } from '@cstore/client'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { endOf, GRACE_MS, GRACES, NEW_ENDS, type Grace, type NewEnd } from './lifetimes.ts'

interface RotateKeyDialogProps {
  readonly info: ApiKeyInfo
  readonly isOwn: boolean
  readonly onMade: (made: ApiKeyCreated) => void
  readonly onClose: () => void
}

export function RotateKeyDialog({ info, isOwn, onMade, onClose }: RotateKeyDialogProps): ReactNode {
  const { client, signIn } = useApi()
  const [grace, setGrace] = useState<Grace>('none')
  const [end, setEnd] = useState<NewEnd>('as-before')
  const rotation = useMutation({
    mutationFn: () => {
      const newEnd = end === 'as-before' ? {} : endOf(end, Date.now())
      return client.keys.rotate(info.id, { graceMs: GRACE_MS[grace], ...newEnd })
    },
    onSuccess: async (made) => {
      // Before anything is asked with the old one. Whatever comes of it, the secret must be shown.
      if (isOwn) await signIn(made.key).catch(() => undefined)
      onMade(made)
    },
  })
  return (
    <Dialog title={`New secret for ${info.name}`} open onClose={onClose}>
      <p>
        The key keeps its id, role and collections. Whatever uses it needs the new secret
        {isOwn ? '; this tab goes on with it by itself' : ''}.
      </p>
      <SelectField
        label="The secret before is good"
        value={grace}
        choices={GRACES}
        hint="Long enough to change it everywhere, no longer."
        onChange={setGrace}
      />
      <SelectField label="The key ends" value={end} choices={NEW_ENDS} onChange={setEnd} />
      <FormFailure error={rotation.error} />
      <DialogActions>
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
        <Button kind="primary" busy={rotation.isPending} onClick={() => rotation.mutate()}>
          Give a new secret
        </Button>
      </DialogActions>
    </Dialog>
  )
}
