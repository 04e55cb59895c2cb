import { useQuery } from '@tanstack/react-query'
import { Pause, Play, Radio } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { useApi } from '../../api/api-context.ts'
import { describeError } from '../../api/describe-error.ts'
import { Badge, type Tone } from '../../components/badge.tsx'
import { Button } from '../../components/button.tsx'
import { SelectField } from '../../components/select-field.tsx'
import { count } from '../../format/numbers.ts'
import { useShortcut } from '../../shortcuts/shortcuts-context.ts'
import { ChangeList } from './change-list.tsx'
import styles from './live.module.css'
import { useChanges, type FeedState } from './use-changes.ts'

/** What is written to a collection, as it is written. */
export function ChangeFeed(): ReactNode {
  const { client } = useApi()
  const [search, setSearch] = useSearchParams()
  const known = useQuery({
    queryKey: ['collections'],
    queryFn: ({ signal }) => client.collections({ signal }),
  })
  const names = (known.data ?? []).map(({ name }) => name)
  const asked = search.get('collection')
  const collection = asked ?? names[0] ?? null
  const choices = asked === null || names.includes(asked) ? names : [asked, ...names]
  return (
    <section className={styles.card} aria-labelledby="changes">
      <h2 id="changes">Changes</h2>
      {collection === null ? (
        <p className={styles.hint}>{whyNone(known)}</p>
      ) : (
        <>
          <div className={styles.feedHead}>
            <SelectField
              label="Collection"
              value={collection}
              choices={choices.map((name) => ({ value: name, label: name }))}
              onChange={(name) => setSearch({ collection: name }, { replace: true })}
            />
          </div>
          <Feed key={collection} collection={collection} />
        </>
      )}
    </section>
  )
}

function whyNone({ isPending, error }: { isPending: boolean; error: unknown }): string {
  if (isPending) return 'Loading …'
  if (error === null) return 'There is no collection to follow yet.'
  const { text, needsKey } = describeError(error)
  return needsKey ? 'Sign in to see what can be followed.' : text
}

function Feed({ collection }: { collection: string }): ReactNode {
  const feed = useChanges(collection)
  const [held, setHeld] = useState<FeedState | null>(null)
  const shown = held ?? feed
  const hold = (): void => setHeld(held === null ? feed : null)
  useShortcut('h', 'Hold the changes, or go on', hold)
  const waiting = held === null ? 0 : feed.total - held.total
  return (
    <>
      <div className={styles.feedHead}>
        <FeedStatus feed={feed} />
        <Button size="small" icon={held === null ? Pause : Play} onClick={hold}>
          {held === null ? 'Hold' : `Go on${waiting === 0 ? '' : ` (${count(waiting)} new)`}`}
        </Button>
      </div>
      {shown.changes.length === 0 ? (
        <p className={styles.waiting}>
          <Radio aria-hidden size={18} /> Nothing has changed since you came.
        </p>
      ) : (
        <ChangeList collection={collection} changes={shown.changes} />
      )}
    </>
  )
}

const STATUS: Readonly<Record<FeedState['status'], readonly [Tone, string]>> = {
  connecting: ['neutral', 'connecting …'],
  open: ['good', 'following'],
  broken: ['warn', 'connecting again …'],
  ended: ['danger', 'ended'],
}

function FeedStatus({ feed: { status, error, total } }: { feed: FeedState }): ReactNode {
  const [tone, text] = STATUS[status]
  return (
    <output className={styles.feedStatus}>
      <Badge tone={tone}>{text}</Badge>{' '}
      {error === null ? `${count(total)} so far` : describeError(error).text}
    </output>
  )
}
