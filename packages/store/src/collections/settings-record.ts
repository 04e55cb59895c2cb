/** Settings of a collection, as the store has them and as MongoDB has them. */
import { DEFAULT_CACHE_POLICY, type CollectionSettings } from '@cstore/contracts'

export interface StoredCollection {
  readonly name: string
  readonly settings: CollectionSettings
  /** New at every creation, so that a collection dropped and made again is told from the old one. */
  readonly incarnation: string
  /** About to be dropped: not to be served any more. */
  readonly deleting: boolean
  /** Milliseconds since 1970. */
  readonly updatedAtMs: number
}

export interface SettingsRecord {
  readonly _id: string
  /** JSON text: names like `$ref` and `a.b` in a JSON Schema are not fit for BSON everywhere. */
  readonly settings: string
  readonly incarnation: string
  readonly deleting?: true
  /** Who is dropping the collection, and since when by the clock of MongoDB. */
  readonly claim?: { readonly token: string; readonly at: Date }
  /** When somebody last looked at the claim, by the same clock. */
  readonly lookedAt?: Date
  /** Counts the changes. */
  readonly version: number
  readonly updatedAt: Date
}

export function toStoredCollection(
  record: SettingsRecord,
  settings: CollectionSettings = parseSettings(record.settings),
): StoredCollection {
  const { _id: name } = record
  return {
    name,
    settings,
    incarnation: record.incarnation,
    deleting: record.deleting === true,
    updatedAtMs: record.updatedAt.getTime(),
  }
}

/**
 * All collections, read again and again. Settings that have not changed are the same object each
 * time, so that they are parsed once, and a schema is compiled once by whoever keeps that with it.
 */
export class ReadSettings {
  #known: ReadonlyMap<string, { readonly text: string; readonly settings: CollectionSettings }> =
    new Map()

  /** `records`: all there are; what is not among them is forgotten. */
  collections(records: readonly SettingsRecord[]): StoredCollection[] {
    const read = records.map((record) => {
      const { _id: name, settings: text } = record
      const known = this.#known.get(name)
      const settings = known?.text === text ? known.settings : parseSettings(text)
      return { text, collection: toStoredCollection(record, settings) }
    })
    this.#known = new Map(
      read.map(({ text, collection: { name, settings } }) => [name, { text, settings }]),
    )
    return read.map(({ collection }) => collection)
  }
}

function parseSettings(text: string): CollectionSettings {
  // Written by the store alone.
  const settings: CollectionSettings = JSON.parse(text)
  // Perhaps by an earlier release, whose policies had fewer fields.
  return { ...settings, cache: { ...DEFAULT_CACHE_POLICY, ...settings.cache } }
}
