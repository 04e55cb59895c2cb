import type { ApiKeyInfo } from '@cstore/client'
import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useApi } from '../../api/api-context.ts'
import { describeError } from '../../api/describe-error.ts'
import { Button, LinkButton } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import type { KeyTask } from './key-dialogs.tsx'
import { KeyTable } from './key-table.tsx'
import styles from './keys.module.css'

const KeyDialogs = lazy(async () => ({ default: (await import('./key-dialogs.tsx')).KeyDialogs }))

export function KeysPage(): ReactNode {
  const { client, key } = useApi()
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => client.keys.list({ signal }),
  })
  const [task, setTask] = useState<KeyTask | null>(null)
  const makeNew = (): void => setTask({ kind: 'new' })
  useShortcut('n', 'New key', makeNew)
  return (
    <>
      <PageHead
        title="Keys"
        actions={
          <Button kind="primary" icon={Plus} onClick={makeNew}>
            New key
          </Button>
        }
      >
        <p className={styles.lead}>
          Who may read and write over HTTP. Only hashes of their secrets are kept.
        </p>
      </PageHead>
      {keys.isPending ? <LoadingState label="Loading keys …" /> : null}
      {keys.isError ? <KeysFailure error={keys.error} onRetry={() => void keys.refetch()} /> : null}
      {keys.isSuccess ? (
        <KeyList keys={keys.data} ownId={idIn(key)} onTask={setTask} onNew={makeNew} />
      ) : null}
      {task === null ? null : (
        <Suspense>
          <KeyDialogs task={task} onClose={() => setTask(null)} />
        </Suspense>
      )}
    </>
  )
}

interface KeyListProps {
  readonly keys: readonly ApiKeyInfo[]
  readonly ownId: string | null
  readonly onTask: (task: KeyTask) => void
  readonly onNew: () => void
}

function KeyList({ keys, ownId, onTask, onNew }: KeyListProps): ReactNode {
  if (keys.length > 0) return <KeyTable keys={keys} ownId={ownId} onTask={onTask} />
  return (
    <EmptyState
      icon={KeyRound}
      title="No keys yet"
      action={<Button onClick={onNew}>Make the first</Button>}
    >
      The key from the configuration is not listed. Give every program a key of its own, so that it
      can be revoked alone.
    </EmptyState>
  )
}

function KeysFailure({ error, onRetry }: { error: unknown; onRetry: () => void }): ReactNode {
  const isDenied = describeError(error).code === 'CSTORE_ACCESS_DENIED'
  if (!isDenied)
    return <ErrorState title="The keys could not be loaded" error={error} onRetry={onRetry} />
  return (
    <EmptyState
      icon={KeyRound}
      title="For administrators"
      action={<LinkButton to="/sign-in?to=/keys">Sign in with another key</LinkButton>}
    >
      The key you are signed in with may not see or make keys.
    </EmptyState>
  )
}

/** `cst_<id>_<secret>`; the key of the configuration has no id. */
function idIn(key: string | null): string | null {
  return /^cst_([A-Za-z0-9-]{12})_/.exec(key ?? '')?.[1] ?? null
}
