import type { ApiKeyInfo, Role } from '@cstore/client'
import { Ban, EllipsisVertical, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '../../components/badge.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { Menu, MenuItem } from '../../components/menu.tsx'
import { absoluteTime, DAY_MS, relativeTime } from '../../format/times.ts'
import { useNow } from '../../format/use-now.ts'
import type { KeyTask } from './key-dialogs.tsx'
import styles from './keys.module.css'

const TONES: Readonly<Record<Role, Tone>> = { reader: 'neutral', writer: 'accent', admin: 'warn' }
const SOON_MS = 7 * DAY_MS

interface KeyTableProps {
  readonly keys: readonly ApiKeyInfo[]
  /** Of the key that this tab is signed in with. */
  readonly ownId: string | null
  readonly onTask: (task: KeyTask) => void
}

export function KeyTable({ keys, ownId, onTask }: KeyTableProps): ReactNode {
  const newestFirst = keys.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">Keys, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">Collections</th>
          <th scope="col">Made</th>
          <th scope="col">Ends</th>
          <th scope="col">
            <span className="visually-hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {newestFirst.map((key) => (
          <KeyRow key={key.id} info={key} isOwn={key.id === ownId} onTask={onTask} />
        ))}
      </tbody>
    </table>
  )
}

interface KeyRowProps {
  readonly info: ApiKeyInfo
  readonly isOwn: boolean
  readonly onTask: (task: KeyTask) => void
}

function KeyRow({ info, isOwn, onTask }: KeyRowProps): ReactNode {
  return (
    <tr>
      <th scope="row">
        <span className={styles.name}>{info.name}</span>{' '}
        {isOwn ? <Badge tone="good">you</Badge> : null}
        <code className={styles.id}>{info.id}</code>
      </th>
      <td data-label="Role">
        <Badge tone={TONES[info.role]}>{info.role}</Badge>
      </td>
      <td data-label="Collections" className={styles.collections}>
        {info.collections?.join(', ') ?? 'all'}
      </td>
      <td data-label="Made">
        <Time at={info.createdAt} />
      </td>
      <td data-label="Ends">
        <End info={info} />
      </td>
      <td className={styles.actions}>
        <KeyActions info={info} isOwn={isOwn} onTask={onTask} />
      </td>
    </tr>
  )
}

function KeyActions({ info, isOwn, onTask }: KeyRowProps): ReactNode {
  return (
    <Menu trigger={<IconButton icon={EllipsisVertical} label={`Actions for ${info.name}`} />}>
      <MenuItem icon={RotateCw} onSelect={() => onTask({ kind: 'rotate', info, isOwn })}>
        Give a new secret …
      </MenuItem>
      <MenuItem icon={Ban} danger onSelect={() => onTask({ kind: 'revoke', info, isOwn })}>
        Revoke …
      </MenuItem>
    </Menu>
  )
}

function End({ info: { expiresAt, formerValidUntil } }: { info: ApiKeyInfo }): ReactNode {
  const nowMs = useNow()
  const isInGrace = formerValidUntil !== undefined && Date.parse(formerValidUntil) > nowMs
  return (
    <>
      {expiresAt === undefined ? (
        'never'
      ) : (
        <Ending at={expiresAt} leftMs={Date.parse(expiresAt) - nowMs} />
      )}
      {isInGrace ? (
        <span className={styles.note}>
          the secret before ends <Time at={formerValidUntil} />
        </span>
      ) : null}
    </>
  )
}

function Ending({ at, leftMs }: { at: string; leftMs: number }): ReactNode {
  if (leftMs <= 0) return <Badge tone="danger">expired</Badge>
  const time = <Time at={at} />
  return leftMs < SOON_MS ? <Badge tone="warn">{time}</Badge> : time
}

function Time({ at }: { at: string }): ReactNode {
  const ms = Date.parse(at)
  return (
    <time dateTime={at} title={absoluteTime(ms)}>
      {relativeTime(ms, useNow())}
    </time>
  )
}
