/**
 * Makes the indexes of collections what their settings say, in the background. An index build may
 * take hours and is bound by no time limit, so it has a connection of its own. What fails is kept
 * for whoever asks, until the next attempt; nothing here throws into the void.
 */
import type { IndexSpec, IndexState } from '@cstore/contracts'
import { type Db, MongoServerError } from 'mongodb'
import { isDuplicateKey } from '../driver-errors.ts'
import type { IndexKeys } from '../query/index-use.ts'
import {
  describeIndex,
  describeMissing,
  type ExistingIndex,
  isOwnIndex,
  missingIndexes,
  type NamedIndex,
  namedIndex,
  plainIndexKeys,
} from './index-spec.ts'

export interface IndexKeeperDependencies {
  readonly db: Db
  /** The same database through a connection without time limits. */
  readonly unhurriedDb: () => Db
  /** Time limit of commands other than index builds, milliseconds. */
  readonly maxTimeMs: number
  /** The indexes that the settings in force name; null when the collection has none. */
  readonly wanted: (collection: string) => Promise<readonly IndexSpec[] | null>
}

const NAMESPACE_NOT_FOUND = 26
const INDEX_NOT_FOUND = 27
const CONFLICTS = new Map([
  [85, 'An index on these fields exists with other options; drop that first'],
  [86, 'An index of this name exists on other fields; drop that first'],
])

export class IndexKeeper {
  readonly #deps: IndexKeeperDependencies
  /** What went wrong last, by collection and index. */
  readonly #problems = new Map<string, Map<string, string>>()
  /** Ends of the work under way: one piece after the other in each collection. */
  readonly #work = new Map<string, Promise<void>>()

  constructor(dependencies: IndexKeeperDependencies) {
    this.#deps = dependencies
  }

  /** Begins to make the indexes what the settings say; `states` tells how that goes. */
  ensure(collection: string): void {
    const before = this.#work.get(collection) ?? Promise.resolve()
    const work = before.then(() => this.#reconcile(collection))
    this.#work.set(collection, work)
    void work.finally(() => {
      if (this.#work.get(collection) === work) this.#work.delete(collection)
    })
  }

  /**
   * The indexes that are, and those that are to be. Missing ones that nobody here is building are
   * begun: the instance that was to build them may be gone.
   */
  async states(collection: string): Promise<IndexState[]> {
    const [existing, specs] = await Promise.all([
      this.#existing(collection),
      this.#deps.wanted(collection),
    ])
    const missing = missingIndexes((specs ?? []).map(namedIndex), existing)
    const problems = this.#problems.get(collection)
    if (missing.some(({ name }) => !problems?.has(name)) && !this.#work.has(collection))
      this.ensure(collection)
    return [
      ...existing.map(describeIndex),
      ...missing.map((index) => describeMissing(index, problems?.get(index.name))),
    ]
  }

  /** Those that queries may use now. */
  async usable(collection: string): Promise<IndexKeys[]> {
    return plainIndexKeys(await this.#existing(collection))
  }

  /** Waits for the work under way. */
  async settled(): Promise<void> {
    await Promise.all(this.#work.values())
  }

  /** Forgets what it knew of a collection that is no more. */
  forget(collection: string): void {
    this.#problems.delete(collection)
  }

  async #existing(collection: string): Promise<ExistingIndex[]> {
    try {
      return await this.#deps.db
        .collection(collection)
        .listIndexes({ maxTimeMS: this.#deps.maxTimeMs })
        .toArray()
    } catch (error) {
      if (hasCode(error, NAMESPACE_NOT_FOUND)) return []
      throw error
    }
  }

  async #reconcile(collection: string): Promise<void> {
    const problems = new Map<string, string>()
    this.#problems.delete(collection)
    try {
      const specs = await this.#deps.wanted(collection)
      if (specs === null) return
      const wanted = specs.map(namedIndex)
      const existing = await this.#existing(collection)
      await this.#dropOthers(collection, { wanted, existing })
      for (const index of missingIndexes(wanted, existing))
        await this.#build(collection, index, problems)
    } catch (error) {
      // Unreachable, most likely; the next question for the states tries again.
      void error
    }
    if (problems.size > 0) this.#problems.set(collection, problems)
  }

  async #dropOthers(
    collection: string,
    indexes: { wanted: readonly NamedIndex[]; existing: readonly ExistingIndex[] },
  ): Promise<void> {
    const names = new Set(indexes.wanted.map(({ name }) => name))
    for (const { name } of indexes.existing) {
      if (!isOwnIndex(name) || names.has(name)) continue
      try {
        await this.#deps.db
          .collection(collection)
          .dropIndex(name, { maxTimeMS: this.#deps.maxTimeMs })
      } catch (error) {
        if (!hasCode(error, INDEX_NOT_FOUND)) throw error
      }
    }
  }

  async #build(
    collection: string,
    { name, key, unique }: NamedIndex,
    problems: Map<string, string>,
  ): Promise<void> {
    try {
      await this.#deps
        .unhurriedDb()
        .collection(collection)
        .createIndex(key, { name, ...(unique && { unique }) })
    } catch (error) {
      problems.set(name, problemOf(error))
    }
  }
}

/** Never the server's words: they quote values. */
function problemOf(error: unknown): string {
  if (isDuplicateKey(error)) return 'Documents with the same values exist; make them differ first'
  if (!(error instanceof MongoServerError))
    return 'MongoDB could not be reached; set the settings again'
  const code = Number(error.code)
  return CONFLICTS.get(code) ?? `MongoDB refused it (${code} ${error.codeName ?? ''})`.trim()
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof MongoServerError && Number(error.code) === code
}
