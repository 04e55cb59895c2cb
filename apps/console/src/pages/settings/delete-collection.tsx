import { useState, type FormEvent, type ReactNode } from 'react'
import { useDeleteCollection, useDocumentCount } from '../../api/collections.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { useNotify } from '../../components/notify.ts'
import { formatCount } from '../../format/count.ts'
import styles from './settings.module.css'

export interface DeleteCollectionProps {
  readonly collection: string
  readonly onClose: () => void
  readonly onDeleted: () => void
}

/** Cannot be undone, so its name has to be typed. */
export function DeleteCollection({
  collection,
  onClose,
  onDeleted,
}: DeleteCollectionProps): ReactNode {
  const notify = useNotify()
  const { data: documents } = useDocumentCount(collection)
  const { mutate, isPending, error } = useDeleteCollection(collection)
  const [typed, setTyped] = useState('')
  const isSure = typed === collection
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isSure || isPending) return
    mutate(undefined, {
      onSuccess: () => {
        notify.done({ title: 'Deleted', text: collection })
        onDeleted()
      },
    })
  }
  return (
    <Dialog title={`Delete ${collection}?`} open onClose={onClose}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <p>
          {documents === undefined || documents === null
            ? 'All of its documents'
            : `${formatCount(documents)} document${documents === 1 ? '' : 's'}`}{' '}
          and its settings are deleted, and nobody can bring them back.
        </p>
        <Field
          label={`Type ${collection} to confirm`}
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormFailure error={error} />
        <DialogActions>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="danger" busy={isPending} disabled={!isSure}>
            Delete it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
