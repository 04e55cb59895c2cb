export type { Change, Changed, ChangesOptions, Reset, StreamState } from './changes.ts'
export { CStoreClient, type CStoreClientOptions, type SettingsOptions } from './client.ts'
export { CStoreError, type ClientErrorCode, type ErrorAt } from './client-errors.ts'
export type { Collection } from './collection.ts'
export type {
  CreateOptions,
  ExportOptions,
  FieldOf,
  Found,
  ListOptions,
  Many,
  MergePatch,
  NewDocument,
  NotModified,
  Page,
  PutOptions,
  Query,
  ReadOptions,
  Stored,
  WriteOptions,
  Written,
} from './document-types.ts'
export type { Documents, ImportFailure, ImportOptions, ImportResult } from './import.ts'
export type { Keys } from './keys.ts'
export type { CallOptions } from './transport.ts'
export type {
  Access,
  ApiKeyCreated,
  ApiKeyInfo,
  ApiKeyInput,
  ApiKeyRotation,
  CachePolicy,
  CollectionInfo,
  CollectionSettings,
  CollectionSettingsInput,
  DocumentMeta,
  Health,
  IndexSpec,
  IndexState,
  JsonPatch,
  Role,
  Stats,
  ValidationBody,
  ValidationReport,
} from '@cstore/contracts'
