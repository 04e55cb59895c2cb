/**
 * The SQLite file. Every write of one turn of the event loop goes into one transaction, which is
 * committed (and on disk) at the end of the turn: concurrent writers share the flush. Nothing is
 * answered, reads included, before the transaction that it saw is committed; so what a client
 * has seen survives a crash. When a commit fails, everything in memory is stale: `onLost` tells.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { EmbeddedMongoError } from '../embedded-errors.ts'

/** Marks the file as ours ("CSTO"), so that no other database is taken for one. */
const APPLICATION_ID = 0x4353544f
const FORMAT = 1

const SCHEMA = `
  CREATE TABLE collections (
    id INTEGER PRIMARY KEY, database TEXT NOT NULL, name TEXT NOT NULL, options BLOB NOT NULL,
    UNIQUE (database, name)
  );
  CREATE TABLE indexes (
    collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    name TEXT NOT NULL, spec BLOB NOT NULL, PRIMARY KEY (collection, name)
  );
  CREATE TABLE documents (
    position INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collections (id) ON DELETE CASCADE,
    key BLOB NOT NULL, body BLOB NOT NULL
  );
  CREATE UNIQUE INDEX documents_by_key ON documents (collection, key);
`

interface Waiter {
  readonly resolve: () => void
  readonly reject: (reason: unknown) => void
}

export class DatabaseFile {
  readonly #sqlite: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #onLost: () => void
  #open = false
  #failure: unknown
  #waiters: Waiter[] = []

  /** @throws EmbeddedMongoError when the directory is in use or not usable. */
  constructor(dataDir: string | null, onLost: () => void) {
    this.#onLost = onLost
    this.#sqlite = openFile(dataDir)
  }

  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.#statement(sql).all(...values)
  }

  /** Part of this turn's transaction; wait for `settled` before telling anyone. */
  write(sql: string, ...values: SQLInputValue[]): void {
    this.#begin()
    try {
      this.#statement(sql).run(...values)
    } catch (cause) {
      this.#failure ??= cause
      throw cause
    }
  }

  /** Resolves when everything written so far is on disk. */
  settled(): Promise<void> | undefined {
    if (!this.#open) return undefined
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
    })
  }

  close(): void {
    this.#commit()
    this.#statements.clear()
    this.#sqlite.close()
  }

  #begin(): void {
    if (this.#open) return
    this.#sqlite.exec('BEGIN IMMEDIATE')
    this.#open = true
    setImmediate(() => this.#commit())
  }

  #commit(): void {
    if (!this.#open) return
    this.#open = false
    const waiters = this.#waiters
    const failure = this.#failure ?? this.#tryCommit()
    this.#waiters = []
    this.#failure = undefined
    if (failure === undefined) {
      for (const { resolve } of waiters) resolve()
      return
    }
    if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
    this.#onLost()
    for (const { reject } of waiters) reject(failure)
  }

  #tryCommit(): unknown {
    try {
      this.#sqlite.exec('COMMIT')
      return undefined
    } catch (cause) {
      return cause
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#sqlite.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }
}

function openFile(dataDir: string | null): DatabaseSync {
  let sqlite: DatabaseSync | undefined
  try {
    if (dataDir !== null) mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    sqlite = new DatabaseSync(
      dataDir === null ? ':memory:' : join(dataDir, 'embedded-mongo.sqlite'),
    )
    prepareFile(sqlite)
    return sqlite
  } catch (cause) {
    sqlite?.close()
    if (cause instanceof EmbeddedMongoError) throw cause
    throw openError(dataDir, cause)
  }
}

function prepareFile(sqlite: DatabaseSync): void {
  // Exclusive: SQLite's own lock on the file, which the system drops when the process dies.
  sqlite.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL')
  sqlite.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000')
  sqlite.exec('BEGIN IMMEDIATE')
  const id = sqlite.prepare('PRAGMA application_id').get()?.['application_id']
  const version = sqlite.prepare('PRAGMA user_version').get()?.['user_version']
  const tables = sqlite.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count']
  if (id === 0 && version === 0 && tables === 0) {
    sqlite.exec(SCHEMA)
    sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`)
  } else if (id !== APPLICATION_ID || version !== FORMAT) {
    throw new EmbeddedMongoError(
      'CSTORE_EMBEDDED_DATA_DIR_UNUSABLE',
      'The data directory holds a database of another program or version. Name another directory.',
    )
  }
  sqlite.exec('COMMIT')
}

const SQLITE_BUSY = 5

function openError(dataDir: string | null, cause: unknown): EmbeddedMongoError {
  const busy = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY
  if (busy)
    return new EmbeddedMongoError(
      'CSTORE_EMBEDDED_DATA_DIR_IN_USE',
      `The data directory ${dataDir ?? ''} is in use by another process. Stop it, or name another directory.`,
      cause,
    )
  return new EmbeddedMongoError(
    'CSTORE_EMBEDDED_DATA_DIR_UNUSABLE',
    `The data directory ${dataDir ?? ''} cannot be used. Check that it is writable, or name another directory.`,
    cause,
  )
}
