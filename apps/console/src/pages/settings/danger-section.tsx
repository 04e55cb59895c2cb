import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { useNotify } from '../../components/notify.ts'
import { DeleteCollection } from './delete-collection.tsx'
import { Section } from './section.tsx'
import styles from './settings.module.css'

export interface DangerSectionProps {
  readonly collection: string
  readonly mayWrite: boolean
  readonly mayAdminister: boolean
  /** Before the page is left. */
  readonly onDeleted: () => void
}

export function DangerSection({
  collection,
  mayWrite,
  mayAdminister,
  onDeleted,
}: DangerSectionProps): ReactNode {
  const navigate = useNavigate()
  const [isDeleting, setDeleting] = useState(false)
  return (
    <Section
      id="danger"
      title="Cache and collection"
      text="Drop the cache after another program has changed documents in MongoDB. Deleting cannot be undone."
      isDangerous
    >
      <div className={styles.choice}>
        <p>
          <strong>Drop everything cached</strong>
          <br />
          <span className={styles.muted}>The next reads come from the database.</span>
        </p>
        <PurgeButton collection={collection} disabled={!mayWrite} />
      </div>
      <div className={styles.choice}>
        <p>
          <strong>Delete the collection</strong>
          <br />
          <span className={styles.muted}>With all of its documents.</span>
        </p>
        <Button kind="danger" disabled={!mayAdminister} onClick={() => setDeleting(true)}>
          Delete …
        </Button>
      </div>
      {isDeleting ? (
        <DeleteCollection
          collection={collection}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            onDeleted()
            void navigate('/')
          }}
        />
      ) : null}
    </Section>
  )
}

function PurgeButton({
  collection,
  disabled,
}: {
  collection: string
  disabled: boolean
}): ReactNode {
  const { client } = useApi()
  const notify = useNotify()
  const [isBusy, setBusy] = useState(false)
  const purge = async (): Promise<void> => {
    setBusy(true)
    try {
      await client.collection(collection).purge()
      notify.done({ title: 'Dropped from the cache', text: collection })
    } catch (error) {
      notify.failed('Not dropped', error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button busy={isBusy} disabled={disabled} onClick={() => void purge()}>
      Drop the cache
    </Button>
  )
}
