export type { CacheState, CacheStateRepository } from './cache-state-repository.ts'
export type { CollectionRepository } from './collections/collection-repository.ts'
export type { StoredCollection } from './collections/settings-record.ts'
export type { CommandEvent } from './command-events.ts'
export type { StoreOptions } from './client-options.ts'
export { connectStore, type Store } from './connect.ts'
export type { ConnectionState } from './connection-watch.ts'
export type {
  DocumentRepository,
  DocumentTarget,
  Transform,
} from './documents/document-repository.ts'
export type { ImportItem, ImportMode, ImportResult } from './documents/import.ts'
export type { Precondition } from './documents/precondition.ts'
export type { ScanOptions } from './documents/scan.ts'
export type { StoredDocument } from './documents/stored-document.ts'
export type {
  Choice,
  IdempotencyClaim,
  IdempotencyRepository,
  RepeatableRequest,
} from './idempotency-repository.ts'
export type { FormerSecret, KeyRecord, KeyRepository } from './key-repository.ts'
export { type IndexKeys, isServedByIndex } from './query/index-use.ts'
export type { DocumentPage, ListSpec } from './query/list.ts'
export { projectBody } from './query/project.ts'
export type { SortField } from './query/sort.ts'
export * from './store-errors.ts'
