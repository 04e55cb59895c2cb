/**
 * The log that processes share. Intents and results travel on the fences' connection, at the same
 * time as the fences, so they cost a write no round trip. Following has one connection of its own
 * that only waits for the bell; what it is told to look at is read like any cached value, from a
 * server that is known.
 */
import type { Redis } from 'ioredis'
import type { DocumentKey } from '../cache-key.ts'
import { TierUnavailableError } from '../tiers/tier-errors.ts'
import type { CheckedNode } from '../tiers/redis/checked-node.ts'
import type { RedisLink, RedisLinks } from '../tiers/redis/redis-link.ts'
import { runScript } from '../tiers/redis/run-script.ts'
import type { RedisScript } from '../tiers/redis/scripts.ts'
import {
  LATE_MS,
  RING_MS,
  type Change,
  type ChangeLog,
  type ChangeLogOptions,
  type Intent,
  type LogPage,
  type LogPlace,
  type ReadLog,
  type Result,
} from './change-log.ts'
import { beginChangeScript, endChangeScript, readChangesScript } from './change-scripts.ts'
import { parseEntries } from './parse-entries.ts'

export interface RedisChangeLogOptions extends ChangeLogOptions {
  readonly links: RedisLinks
  /** See `Tier.identity`. */
  readonly identity: () => string | null
  readonly namespace: string
}

/** A log that nobody writes to or reads is forgotten after this. */
const KEEP_MS = 86_400_000
const ENTRY_ID = /^\d{1,15}-\d{1,15}$/

export class RedisChangeLog implements ChangeLog {
  readonly source = 'redis'
  readonly #options: RedisChangeLogOptions
  #bell: { readonly of: Redis; readonly client: Redis } | null = null

  constructor(options: RedisChangeLogOptions) {
    this.#options = options
  }

  async begin(place: LogPlace, { token, keys }: Intent): Promise<void> {
    const args = [token, JSON.stringify(keys.map(nameOf))]
    await this.#run(this.#options.links.fences, beginChangeScript, { place, args })
  }

  async end(place: LogPlace, { token, keys, changes }: Result): Promise<void> {
    const byName = new Map(changes.map((change) => [nameOf(change.key), change]))
    const results = keys.map((key) => {
      const name = nameOf(key)
      return resultOf(name, byName.get(name))
    })
    const args = [token, JSON.stringify(results)]
    await this.#run(this.#options.links.fences, endChangeScript, { place, args })
  }

  async read(place: LogPlace, { after, limit }: ReadLog): Promise<LogPage> {
    // What is no id at all was never in the log.
    const strange = after !== null && !ENTRY_ID.test(after)
    const args = [strange || after === null ? '' : after, limit]
    const answer = await this.#run(this.#options.links.data, readChangesScript, { place, args })
    const [lost, last, entries] = Array.isArray(answer) ? (answer as unknown[]) : []
    return { lost: strange || lost === 1, last: String(last), entries: parseEntries(entries) }
  }

  async ring(place: LogPlace, after: string): Promise<void> {
    try {
      const client = await this.#bellOf(this.#keys(place).log)
      const { log } = this.#keys(place)
      await client.call('XREAD', ['COUNT', 1, 'BLOCK', RING_MS, 'STREAMS', log, after])
    } catch {
      this.rest()
      await new Promise((resolve) => setTimeout(resolve, RING_MS / 10).unref())
    }
  }

  rest(): void {
    this.#bell?.client.disconnect()
    this.#bell = null
  }

  /** To the server that holds the log; another one after a failover. */
  async #bellOf(key: string): Promise<Redis> {
    const of = this.#options.links.data.nodeOf(key).client
    if (this.#bell?.of === of) return this.#bell.client
    this.rest()
    const client = of.duplicate({
      commandTimeout: 2 * RING_MS,
      socketTimeout: 3 * RING_MS,
      enableAutoPipelining: false,
      retryStrategy: () => null,
    })
    client.on('error', () => undefined)
    this.#bell = { of, client }
    await client.connect()
    return client
  }

  /** Of no document and no list, whatever the namespace looks like; see cache-key.ts. */
  #keys({ epoch }: LogPlace): { log: string; open: string; due: string } {
    const tag = `cs1:~{${this.#options.namespace}:${epoch}}`
    return { log: `${tag}log`, open: `${tag}open`, due: `${tag}due` }
  }

  async #run(
    link: RedisLink,
    script: RedisScript,
    { place, args }: { place: LogPlace; args: readonly (string | number)[] },
  ): Promise<unknown> {
    const { identity, writerMs, maxEntries } = this.#options
    if (identity() !== place.server) throw new TierUnavailableError()
    const { log, open, due } = this.#keys(place)
    const node: CheckedNode = link.nodeOf(log)
    try {
      return await runScript(node, script, {
        keys: [log, open, due],
        args: [writerMs, LATE_MS, maxEntries, KEEP_MS, ...args],
      })
    } catch (error) {
      node.met(error)
      throw error
    }
  }
}

/** Strings, as Lua would round numbers of 15 digits. Without a change: nothing is known of it. */
function resultOf(name: string, change: Partial<Change> = {}): string[] {
  const { op = '', version = -1, etag = '', atMs = 0, createdAtMs = -1 } = change
  return [name, op, String(version), etag, String(atMs), String(createdAtMs)]
}

/** ASCII, without a slash in its parts. */
function nameOf({ collection, id }: DocumentKey): string {
  return `${encodeURIComponent(collection)}/${encodeURIComponent(id)}`
}
