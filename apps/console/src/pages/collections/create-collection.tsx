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
  const { data: collections = NONE } = useCollections()
  const [name, setName] = useState('')
  const [publicRead, setPublicRead] = useState(false)
  const [error, setError] = useState<string>()
  const { mutate, isPending } = usePutSettings(name)

  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    // What the API would take for a change of the settings of that one.
    const isTaken = collections.some((collection) => collection.name === name)
    if (!isCollectionName(name)) setError('Expected a letter, then letters, digits, _ and -.')
    else if (isTaken) setError('There is a collection of that name.')
    else if (!isPending) {
      mutate(
        { settings: { publicRead } },
        {
          onSuccess: () => onCreated(name),
          onError: (cause) => setError(describeError(cause).text),
        },
      )
    }
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
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={isPending}>
            Create
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

const NONE: readonly { readonly name: string }[] = []
