import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useDeleteCollection } from '../../api/collections.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { useNotify } from '../../components/notify.ts'
import styles from './settings.module.css'

interface DeleteCollectionProps {
  readonly collection: string
  readonly onClose: () => void
}

/** Too much to be undone, so its name has to be typed. */
export function DeleteCollection({ collection, onClose }: DeleteCollectionProps): ReactNode {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { done } = useNotify()
  const [typed, setTyped] = useState('')
  const deletion = useDeleteCollection(collection)
  const onDeleted = async (): Promise<void> => {
    done({ title: `${collection} was deleted` })
    await navigate('/')
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[1] === collection })
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (typed !== collection || deletion.isPending) return
    deletion.mutate(undefined, { onSuccess: () => void onDeleted() })
  }
  return (
    <Dialog title={`Delete ${collection}?`} open onClose={onClose}>
      <form className={styles.page} onSubmit={onSubmit} noValidate>
        <p>All its documents, its settings and its indexes are deleted, and cannot be had back.</p>
        <Field
          label={`Type ${collection} to go on`}
          value={typed}
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormFailure error={deletion.error} />
        <DialogActions>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            kind="danger"
            disabled={typed !== collection}
            busy={deletion.isPending}
          >
            Delete for ever
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
