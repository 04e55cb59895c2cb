import type { DocumentMeta, QueryBody } from '@cstore/contracts'
import type { CallOptions } from './transport.ts'

/** A document as it is read: its own fields and its id; `_meta` only if it was asked for. */
export type Stored<T> = Omit<T, 'id' | '_meta'> & {
  readonly id: string
  readonly _meta?: DocumentMeta
}

/** A document to be created or replaced. */
export type NewDocument<T> = Omit<T, 'id' | '_meta'> & { readonly id?: string }

/** RFC 7396: null removes a field, objects merge, everything else replaces. */
export type MergePatch<T> = {
  readonly [Name in keyof Omit<T, 'id' | '_meta'>]?: PatchValue<T[Name & keyof T]> | null
}
type PatchValue<V> = V extends readonly unknown[] ? V : V extends object ? MergePatch<V> : V

/** Names of the top-level fields, for those who want not all of them. */
export type FieldOf<T> = Exclude<keyof T & string, 'id' | '_meta'>

export interface Shape<T, F extends FieldOf<T>> {
  /** Fields to return; `id` always comes. */
  readonly fields?: readonly F[]
  /** Add `_meta` with version and times. */
  readonly meta?: boolean
}

export interface ReadOptions<T, F extends FieldOf<T> = FieldOf<T>>
  extends CallOptions, Shape<T, F> {
  /** Entity tag of what the caller has: the answer may be that it is still that. */
  readonly ifNoneMatch?: string
  /** Passes the server's cache by and refreshes it. */
  readonly fresh?: boolean
}

export interface ListOptions extends CallOptions {
  /** Passes the server's cache by and refreshes it. */
  readonly fresh?: boolean
}

export interface Found<D> {
  readonly notModified: false
  readonly document: D
  /** For `ifMatch` of a change and `ifNoneMatch` of the next read. */
  readonly etag: string
  /** How many times it was written; only with `meta`. */
  readonly version?: number
  /** What the server's cache did (RFC 9211), such as `cstore; hit; ttl=299`. */
  readonly cacheStatus: string | null
  /** How long the server took to read it, milliseconds; null: not known. */
  readonly serverMs: number | null
}

export interface NotModified {
  readonly notModified: true
  readonly etag: string
  readonly cacheStatus: string | null
  readonly serverMs: number | null
}

export interface WriteOptions extends CallOptions {
  /** Only if the document is still the one with this entity tag, or `*`: if there is one. */
  readonly ifMatch?: string
}

export interface PutOptions extends WriteOptions {
  /** Only if there is no document with this id. */
  readonly ifAbsent?: boolean
}

export interface CreateOptions extends CallOptions {
  /** Chosen by the caller, new for each document: lets a create be repeated without making two. */
  readonly idempotencyKey?: string
}

export interface ExportOptions extends CallOptions {
  /** Id of the document to begin behind. */
  readonly after?: string
}

export interface Written<T> {
  readonly document: Stored<T>
  readonly etag: string
  readonly created: boolean
}

export interface Query<T, F extends FieldOf<T> = FieldOf<T>>
  extends Omit<QueryBody, 'fields' | 'meta' | 'filter'>, Shape<T, F> {
  /** MongoDB-like, such as `{ year: { $gte: 1980 } }`. */
  readonly filter?: Readonly<Record<string, unknown>>
}

export interface Page<D> {
  readonly documents: readonly D[]
  /** `after` of the next page; null on the last one. */
  readonly next: string | null
  /** Of all documents that match, if it was asked for. */
  readonly count?: number
  readonly cacheStatus: string | null
  readonly serverMs: number | null
  /** What the server has to say about the query, such as that it lacks an index. */
  readonly warning: string | null
}

export interface Many<D> {
  /** Those that exist, in the order of their ids. */
  readonly documents: readonly D[]
  readonly missing: readonly string[]
}
