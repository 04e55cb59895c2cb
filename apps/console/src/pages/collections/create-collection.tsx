import { useState, type FormEvent, type ReactNode } from 'react'
import { isCollectionName } from '../../api/collection-name.ts'
import { useCollections, usePutSettings } from '../../api/collections.ts'
import { describeError } from '../../api/describe-error.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { SwitchField } from '../../components/switch-field.tsx'
import styles from './create-collection.module.css'

export interface CreateCollectionProps {
  readonly onClose: () => void
  readonly onCreated: (name: string) => void
}

export function CreateCollection({ onClose, onCreated }: CreateCollectionProps): ReactNode {
  const { refetch } = useCollections()
  const [name, setName] = useState('')
  const [publicRead, setPublicRead] = useState(false)
  const [error, setError] = useState<string>()
  const { mutate, isPending } = usePutSettings(name)

  const create = async (): Promise<void> => {
    // Of one that is there, the API would change the settings.
    const { data: collections, error: cause } = await refetch()
    if (!collections) return setError(describeError(cause).text)
    const isTaken = collections.some((collection) => collection.name === name)
    if (isTaken) return setError('There is a collection of that name.')
    mutate(
      { settings: { publicRead } },
      {
        onSuccess: () => onCreated(name),
        onError: (failure) => setError(describeError(failure).text),
      },
    )
  }
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!isCollectionName(name)) setError('Expected a letter, then letters, digits, _ and -.')
    else if (!isPending) void create()
  }
  return (
    <Dialog title="New collection" open onClose={onClose}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field
          label="Name"
          placeholder="movies"
          maxLength={64}
          spellCheck={false}
          value={name}
          error={error}
          hint="A letter, then letters, digits, _ and -. It cannot be changed."
          onChange={(event) => {
            setName(event.target.value)
            setError(undefined)
          }}
        />
        <SwitchField
          label="Everybody may read"
          hint="Without a key. Writing needs one in any case."
          checked={publicRead}
          onChange={setPublicRead}
        />
        <DialogActions>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary" busy={isPending}>
            Create
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
