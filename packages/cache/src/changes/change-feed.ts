/**
 * Tells followers in this process what changes, on whatever process. One reader for all of them
 * looks at the log and keeps what is new in memory for a while; each follower has only a position
 * in it and takes what comes after at its own pace, from the log itself when it has fallen far
 * behind. So a slow follower costs nothing, and one that falls out of the log is reset.
 *
 * The log belongs to an epoch of the cache. While the cache is closed writes are in no log, so
 * another epoch resets everyone.
 */
import { ChangesUnavailableError } from '../cache-errors.ts'
import type { Clock } from '../clock.ts'
import type { Epochs } from '../epoch/epochs.ts'
import type { ChangeEntry, ChangeLog, LogPlace } from './change-log.ts'
import { RecentEntries } from './recent-entries.ts'

export interface ChangeFeedDependencies {
  readonly log: ChangeLog
  readonly epochs: Pick<Epochs, 'forRead'>
  readonly clock: Clock
}

/** A part of what happened. `reset`: changes may be missing before it; read anew. */
export interface FeedStep {
  readonly reset: boolean
  /** Of all collections. */
  readonly entries: readonly ChangeEntry[]
  /** Where to go on after this step. */
  readonly cursor: string
}

/** What the reader has seen without a gap. Another one after each gap. */
interface Segment {
  readonly place: LogPlace
  readonly recent: RecentEntries
}

const PAGE = 256
const RECENT = 1024
/** How long a new follower waits to be told where the log is. */
const OPEN_MS = 2000
const AWAY_MS = 100

export class ChangeFeed {
  readonly #deps: ChangeFeedDependencies
  #followers = 0
  #reading = false
  #segment: Segment | null = null
  #news = Promise.withResolvers<void>()

  constructor(dependencies: ChangeFeedDependencies) {
    this.#deps = dependencies
  }

  get source(): ChangeLog['source'] {
    return this.#deps.log.source
  }

  /**
   * Begins to follow after a cursor, or now. `Follower.close` must be called.
   * @throws ChangesUnavailableError while the log cannot be reached
   */
  async follow(cursor: string | null): Promise<Follower> {
    this.#followers++
    if (!this.#reading) void this.#read()
    try {
      const { log } = this.#deps
      const segment = await this.#opened()
      // The reader may be behind: what changed before this call is none of the follower's business.
      const end = cursor ?? (await cursorOfEnd(log, segment))
      return new Follower({ feed: this, log, segment, cursor: end })
    } catch (error) {
      this.leave()
      throw error
    }
  }

  /** The reader's own view; null before it has one. */
  get segment(): Segment | null {
    return this.#segment
  }

  /** Resolves when there is something new, or another segment. */
  news(): Promise<void> {
    return this.#news.promise
  }

  leave(): void {
    this.#followers--
    // The reader hears the bell, sees that nobody is there, and ends.
    if (this.#followers === 0) this.#deps.log.rest()
  }

  async #opened(): Promise<Segment> {
    if (this.#segment) return this.#segment
    await Promise.race([this.#news.promise, this.#deps.clock.sleep(OPEN_MS)])
    if (this.#segment) return this.#segment
    throw new ChangesUnavailableError()
  }

  async #read(): Promise<void> {
    this.#reading = true
    while (this.#followers > 0) {
      try {
        await this.#readOn()
      } catch {
        await this.#deps.clock.sleep(AWAY_MS)
      }
    }
    this.#deps.log.rest()
    this.#reading = false
    this.#segment = null
  }

  async #readOn(): Promise<void> {
    const ground = await this.#deps.epochs.forRead()
    if (!ground) return this.#deps.clock.sleep(AWAY_MS)
    const { epoch, server } = ground
    const current = this.#segment
    const known = current && current.place.epoch === epoch && current.place.server === server
    if (!known) return this.#begin({ epoch, server })
    const { recent, place } = current
    const page = await this.#deps.log.read(place, { after: recent.last, limit: PAGE })
    if (page.lost) return this.#startAfter(place, page.last)
    recent.add(page.entries)
    if (page.entries.length > 0) this.#tell()
    if (page.entries.length < PAGE) await this.#deps.log.ring(place, recent.last)
  }

  async #begin(place: LogPlace): Promise<void> {
    const { last } = await this.#deps.log.read(place, { after: null, limit: 1 })
    this.#startAfter(place, last)
  }

  #startAfter(place: LogPlace, last: string): void {
    this.#segment = { place, recent: new RecentEntries(RECENT, last) }
    this.#tell()
  }

  #tell(): void {
    const told = this.#news
    this.#news = Promise.withResolvers()
    told.resolve()
  }
}

async function cursorOfEnd(log: ChangeLog, { place }: Segment): Promise<string> {
  try {
    const { last } = await log.read(place, { after: null, limit: 1 })
    return `${place.epoch}.${last}`
  } catch {
    throw new ChangesUnavailableError()
  }
}

interface FollowerDependencies {
  readonly feed: ChangeFeed
  readonly log: ChangeLog
  readonly segment: Segment
  readonly cursor: string
}

/** One who follows. Holds a position and nothing else. */
export class Follower {
  readonly #feed: ChangeFeed
  readonly #log: ChangeLog
  #segment: Segment
  #after: string
  /** The cursor belongs to another epoch or is none. */
  #strange = false
  #closed = false

  constructor({ feed, log, segment, cursor }: FollowerDependencies) {
    this.#feed = feed
    this.#log = log
    this.#segment = segment
    this.#after = segment.recent.last
    const dot = cursor.indexOf('.')
    if (cursor.slice(0, dot) === segment.place.epoch) this.#after = cursor.slice(dot + 1)
    else this.#strange = true
  }

  /** Where this follower is. */
  get cursor(): string {
    return `${this.#segment.place.epoch}.${this.#after}`
  }

  /**
   * What comes next, at once if it is there already; null when there is nothing new.
   * @throws what the log throws while it is away; the position stays
   */
  async next(): Promise<FeedStep | null> {
    const { segment } = this.#feed
    if (this.#strange || (segment && segment !== this.#segment)) {
      this.#strange = false
      return this.#reset(segment ?? this.#segment)
    }
    const recent = this.#segment.recent.after(this.#after, PAGE)
    if (recent) return this.#step(recent)
    const place = this.#segment.place
    const page = await this.#log.read(place, { after: this.#after, limit: PAGE })
    if (page.lost) return this.#reset(this.#segment)
    return this.#step(page.entries)
  }

  /** Resolves when `next` may have something. */
  news(): Promise<void> {
    return this.#feed.news()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#feed.leave()
  }

  #reset(segment: Segment): FeedStep {
    this.#segment = segment
    this.#after = segment.recent.last
    return { reset: true, entries: [], cursor: this.cursor }
  }

  /** A reset ends a step; what comes after it is the next. */
  #step(entries: readonly ChangeEntry[]): FeedStep | null {
    const at = entries.findIndex(({ kind }) => kind === 'reset')
    const taken = at === -1 ? entries : entries.slice(0, at + 1)
    const last = taken.at(-1)
    if (!last) return null
    this.#after = last.id
    return { reset: at !== -1, entries: taken, cursor: this.cursor }
  }
}
