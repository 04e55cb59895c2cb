/**
 * One connection to one Redis server, and whose data is behind it.
 *
 * Invariant: an identity is what the server at the other end of this very socket has said of
 * itself. A socket that is new, closed or under suspicion has none, and nobody sends a command
 * of the cache over it: a server that restarted or was promoted may have forgotten removals.
 */
import type { Redis } from 'ioredis'
import { TierUnavailableError } from '../tier-errors.ts'
import { jitteredDelay } from './clients.ts'

export interface CheckedNodeOptions {
  readonly client: Redis
  /** Its id, if it is a node of a cluster; begins its identity. */
  readonly nodeId?: string
  /** Called whenever the identity may have changed. */
  readonly onChange: () => void
  /** Called when an error says that this server has another role than it had. */
  readonly onSuspicion?: () => void
  /** Leaves a server that turns out to be a replica, so that Sentinel is asked again. */
  readonly leavesReplicas: boolean
}

interface Checked {
  readonly socket: Redis['stream']
  readonly identity: string
}

/** A safety net: changes show as closed connections or errors first. */
const RECHECK_MS = 1000
const UNCHECKED_MS = 100
/** As long as the third attempt to reconnect. */
const REVIVE_TIMES = 3

/**
 * The server is not, or may no longer be, the master that it was. Redis 6 puts what a command in
 * a script met behind a dash, in the middle of the message.
 */
const SUSPICIOUS = /(?:^|-)(?:READONLY|MOVED|CLUSTERDOWN|MASTERDOWN|LOADING)\b/

export class CheckedNode {
  readonly #client: Redis
  readonly #options: CheckedNodeOptions
  #checked: Checked | null = null
  #round = 0
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(options: CheckedNodeOptions) {
    this.#options = options
    this.#client = options.client
    this.#client.on('ready', () => void this.#check())
    this.#client.on('close', () => options.onChange())
    this.#client.on('end', () => this.#revive())
  }

  /** Null: nothing may be sent. Never remembers an earlier connection. */
  identity(): string | null {
    const { status, stream } = this.#client
    return status === 'ready' && this.#checked?.socket === stream ? this.#checked.identity : null
  }

  /** @throws TierUnavailableError while it is not known who is at the other end. */
  get client(): Redis {
    if (this.identity() === null) throw new TierUnavailableError()
    return this.#client
  }

  /** Tells of an error that a command met; some say that the server has another role now. */
  met(error: unknown): void {
    if (!(error instanceof Error) || !SUSPICIOUS.test(error.message)) return
    this.#checked = null
    this.#options.onChange()
    this.#options.onSuspicion?.()
    void this.#check()
  }

  /** Asks now instead of within a second. */
  recheck(): void {
    void this.#check()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#client.disconnect()
  }

  /**
   * ioredis 6.0 gives up for good when Sentinel announces a failover while it is just asking for
   * the master, and whenever a connection cannot even be tried.
   */
  #revive(): void {
    if (this.#closed) return
    clearTimeout(this.#timer)
    const connect = (): void => void this.#client.connect().catch(() => undefined)
    this.#timer = setTimeout(connect, jitteredDelay(REVIVE_TIMES)).unref()
  }

  /** Only the round begun last counts: one from before a suspicion does not remove it. */
  async #check(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#closed || this.#client.status !== 'ready') return
    const round = ++this.#round
    const socket = this.#client.stream
    const answer = await this.#ask()
    if (round !== this.#round) return
    if (answer) this.#accept(answer, socket)
    this.#timer = setTimeout(
      () => void this.#check(),
      this.identity() === null ? UNCHECKED_MS : RECHECK_MS,
    ).unref()
  }

  #accept({ identity, isMaster, isServing }: Answer, socket: Redis['stream']): void {
    const before = this.identity()
    this.#checked = isMaster && isServing ? { socket, identity } : null
    if (this.identity() !== before) this.#options.onChange()
    if (!isMaster && this.#options.leavesReplicas) this.#client.disconnect(true)
  }

  /** Null without an answer: that says nothing new about a socket that is still the same. */
  async #ask(): Promise<Answer | null> {
    const { nodeId } = this.#options
    try {
      const [server, replication, cluster] = await Promise.all([
        this.#client.info('server'),
        this.#client.info('replication'),
        nodeId === undefined ? 'cluster_state:ok' : this.#client.cluster('INFO'),
      ])
      return answerOf(nodeId === undefined ? '' : `${nodeId}:`, { server, replication, cluster })
    } catch {
      return null
    }
  }
}

interface Answer {
  readonly identity: string
  readonly isMaster: boolean
  /** False for a node of a cluster that has lost the others. */
  readonly isServing: boolean
}

interface Info {
  readonly server: string
  readonly replication: string
  readonly cluster: string
}

/**
 * `run_id` is another one after every start; `master_replid` changes too when a server was a
 * replica meanwhile and has taken over somebody else's data. Null when it does not tell.
 */
function answerOf(prefix: string, info: Info): Answer | null {
  const runId = field(info.server, 'run_id')
  if (runId === null) return null
  const data = field(info.replication, 'master_replid') ?? ''
  return {
    identity: `${prefix}${runId}:${data}`,
    isMaster: field(info.replication, 'role') === 'master',
    isServing: field(info.cluster, 'cluster_state') === 'ok',
  }
}

function field(info: string, name: string): string | null {
  return new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? null
}
