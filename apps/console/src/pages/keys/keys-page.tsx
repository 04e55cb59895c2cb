import type { ApiKeyInfo } from '@cstore/client'
import { useQuery } from '@tanstack/react-query'
import { KeyRound, Plus } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useRights } from '../../api/access.ts'
import { useApi } from '../../api/api-context.ts'
import { describeError } from '../../api/describe-error.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { LoadingState } from '../../components/loading-state.tsx'
import { PageHead } from '../../components/page-head.tsx'
import { SignInLink } from '../../components/sign-in-link.tsx'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import type { KeyTask } from './key-dialogs.tsx'
import { KeyTable } from './key-table.tsx'
import styles from './keys.module.css'

const KeyDialogs = lazy(async () => ({ default: (await import('./key-dialogs.tsx')).KeyDialogs }))

export function KeysPage(): ReactNode {
  const { client } = useApi()
  const { access } = useRights()
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => client.keys.list({ signal }),
  })
  const [task, setTask] = useState<KeyTask | null>(null)
  const makeNew = (): void => setTask({ kind: 'new' })
  const isDenied = describeError(keys.error).code === 'CSTORE_ACCESS_DENIED'
  useShortcut('n', 'New key', () => {
    if (!isDenied) makeNew()
  })
  return (
    <>
      <PageHead
        title="Keys"
        actions={
          isDenied ? undefined : (
            <Button kind="primary" icon={Plus} onClick={makeNew}>
              New key
            </Button>
          )
        }
      >
        <p className={styles.lead}>
          Who may read and write over HTTP. Only hashes of their secrets are kept.
        </p>
      </PageHead>
      {keys.isPending ? <LoadingState label="Loading keys …" /> : null}
      {isDenied ? <KeysDenied /> : null}
      {keys.isError && !isDenied ? (
        <ErrorState
          title="The keys could not be loaded"
          error={keys.error}
          onRetry={() => void keys.refetch()}
        />
      ) : null}
      {keys.isSuccess ? (
        <KeyList keys={keys.data} ownId={access?.id ?? null} onTask={setTask} onNew={makeNew} />
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

function KeysDenied(): ReactNode {
  return (
    <EmptyState
      icon={KeyRound}
      title="For administrators"
      action={<SignInLink>Sign in with another key</SignInLink>}
    >
      The key you are signed in with may not see or make keys.
    </EmptyState>
  )
}
