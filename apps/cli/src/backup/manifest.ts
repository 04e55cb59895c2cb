/**
 * What is in a backup: a folder with `manifest.json`, one compressed NDJSON file for each collection, and
 * `SHA256SUMS` over all of them, in the form of `sha256sum --check`. The folder gets its name when all of it is
 * on the disk, so one that has its name is whole, and what was damaged later is found by its digests.
 */
import type { CollectionSettings } from '@cstore/contracts'
import { isJsonObject } from '../json-object.ts'

export const MANIFEST_FILE = 'manifest.json'
export const DIGESTS_FILE = 'SHA256SUMS'

const FORMAT = 'cstore-backup'
const VERSION = 1

export interface BackedUpCollection {
  readonly name: string
  readonly settings: CollectionSettings
  readonly documents: number
  /** Beside the manifest. */
  readonly file: string
  /** Of the file. */
  readonly bytes: number
  readonly sha256: string
}

export interface Manifest {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  /** When it was begun, ISO 8601. */
  readonly createdAt: string
  readonly collections: readonly BackedUpCollection[]
}

export function makeManifest(
  createdAt: Date,
  collections: readonly BackedUpCollection[],
): Manifest {
  return { format: FORMAT, version: VERSION, createdAt: createdAt.toISOString(), collections }
}

/** Null: it is none that this version can read. */
export function parseManifest(text: string): Manifest | null {
  const value = parsed(text)
  return isManifest(value) ? value : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isManifest(value: unknown): value is Manifest {
  return (
    isJsonObject(value) &&
    value['format'] === FORMAT &&
    value['version'] === VERSION &&
    typeof value['createdAt'] === 'string' &&
    Array.isArray(value['collections']) &&
    value['collections'].every(isCollection)
  )
}

/** Names of files are checked: they must not lead out of the folder. */
function isCollection(value: unknown): value is BackedUpCollection {
  return (
    isJsonObject(value) &&
    typeof value['name'] === 'string' &&
    isJsonObject(value['settings']) &&
    Number.isSafeInteger(value['documents']) &&
    Number.isSafeInteger(value['bytes']) &&
    /^\d+-[A-Za-z0-9_-]+\.ndjson\.gz$/u.test(String(value['file'])) &&
    /^[0-9a-f]{64}$/u.test(String(value['sha256']))
  )
}

/** Numbered, because names that differ by capitals alone would be one file on some systems. */
export function dataFile(at: number, name: string): string {
  return `${at + 1}-${name}.ndjson.gz`
}
