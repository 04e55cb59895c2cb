import type { ApiKeyCreated, Role } from '@cstore/client'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { Dialog, DialogActions } from '../../components/dialog.tsx'
import { Field } from '../../components/field.tsx'
import { FormFailure } from '../../components/form-failure.tsx'
import { SelectField, type Choice } from '../../components/select-field.tsx'
import { CollectionsField } from './collections-field.tsx'
import styles from './keys.module.css'
import { endOf, LIFETIMES, type Lifetime } from './lifetimes.ts'

const ROLES: readonly Choice<Role>[] = [
  { value: 'reader', label: 'reader: reads documents' },
  { value: 'writer', label: 'writer: also writes them' },
  { value: 'admin', label: 'admin: also settings and keys' },
]

interface NewKeyDialogProps {
  readonly onMade: (made: ApiKeyCreated) => void
  readonly onClose: () => void
}

export function NewKeyDialog({ onMade, onClose }: NewKeyDialogProps): ReactNode {
  const { client } = useApi()
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('reader')
  const [collections, setCollections] = useState<readonly string[] | null>(null)
  const [lifetime, setLifetime] = useState<Lifetime>('for-ever')
  const [isChecked, setChecked] = useState(false)
  const creation = useMutation({
    mutationFn: () =>
      client.keys.create({
        name: name.trim(),
        role,
        ...(collections === null ? {} : { collections: [...collections] }),
        ...endOf(lifetime, Date.now()),
      }),
    onSuccess: onMade,
  })
  const isComplete = name.trim() !== '' && collections?.length !== 0
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    if (isComplete && !creation.isPending) creation.mutate()
  }
  return (
    <Dialog title="New key" open onClose={onClose}>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        <Field
          label="Name"
          value={name}
          maxLength={100}
          placeholder="website"
          hint="What uses it. A key for each program can be revoked alone."
          error={isChecked && name.trim() === '' ? 'Give it a name.' : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <SelectField label="Role" value={role} choices={ROLES} onChange={setRole} />
        <CollectionsField
          value={collections}
          isMissing={isChecked && collections?.length === 0}
          onChange={setCollections}
        />
        <SelectField label="Ends" value={lifetime} choices={LIFETIMES} onChange={setLifetime} />
        <FormFailure error={creation.error} />
        <DialogActions>
          <Button kind="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" kind="primary" busy={creation.isPending}>
            Make the key
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
