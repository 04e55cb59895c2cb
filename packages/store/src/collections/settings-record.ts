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

export function toStoredCollection(record: SettingsRecord): StoredCollection {
  const { _id: name } = record
  return {
    name,
    settings: parseSettings(record.settings),
    incarnation: record.incarnation,
    deleting: record.deleting === true,
    updatedAtMs: record.updatedAt.getTime(),
  }
}

function parseSettings(text: string): CollectionSettings {
  // Written by the store alone.
  const settings: CollectionSettings = JSON.parse(text)
  // Perhaps by an earlier release, whose policies had fewer fields.
  return { ...settings, cache: { ...DEFAULT_CACHE_POLICY, ...settings.cache } }
}
