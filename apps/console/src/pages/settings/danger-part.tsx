import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { Button } from '../../components/button.tsx'
import { useNotify } from '../../components/notify.ts'
import styles from './settings.module.css'

const DeleteCollection = lazy(async () => ({
  default: (await import('./delete-collection.tsx')).DeleteCollection,
}))

/** What is done to the whole collection. */
export function DangerPart({ collection }: { collection: string }): ReactNode {
  const { client } = useApi()
  const { done, failed } = useNotify()
  const queries = useQueryClient()
  const [isDeleting, setDeleting] = useState(false)
  const purge = useMutation({
    mutationFn: () => client.collection(collection).purge(),
    onSuccess: async () => {
      done({ title: `${collection} was dropped from the cache` })
      await queries.invalidateQueries()
    },
    onError: (error) => failed('The cache was not purged', error),
  })
  return (
    <section className={styles.part} aria-labelledby="whole">
      <h2 id="whole">The whole collection</h2>
      <div className={styles.deed}>
        <p>
          Drop it from the cache. <span className={styles.muted}>Every document stays.</span>
        </p>
        <Button busy={purge.isPending} onClick={() => purge.mutate()}>
          Purge the cache
        </Button>
      </div>
      <div className={styles.deed}>
        <p>
          Delete it with all its documents.{' '}
          <span className={styles.muted}>This cannot be undone.</span>
        </p>
        <Button kind="danger" onClick={() => setDeleting(true)}>
          Delete the collection …
        </Button>
      </div>
      {isDeleting ? (
        <Suspense>
          <DeleteCollection collection={collection} onClose={() => setDeleting(false)} />
        </Suspense>
      ) : null}
    </section>
  )
}
