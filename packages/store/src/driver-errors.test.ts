import {
  type BulkWriteResult,
  MongoBulkWriteError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb'
import { describe, expect, it } from 'vitest'
import { duplicateKeyFields, toStoreError } from './driver-errors.ts'
import { DocumentExistsError, STORE_ERROR_CODES, StoreError } from './store-errors.ts'

const server = (code: number, message = 'x'): MongoServerError =>
  new MongoServerError({ message, code })

/** As the driver makes it of a command that failed as a whole. */
const answered = (code: number): MongoServerError =>
  new MongoServerError({ ok: 0, errmsg: 'x', code })

const anyResult: BulkWriteResult = Object.create(null)

const broken = Object.assign(new Error('write ECONNRESET'), { syscall: 'write' })

describe('toStoreError', () => {
  it.each([
    [
      'a network error',
      new MongoNetworkError('x'),
      { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true },
    ],
    [
      'a silent connection',
      new MongoNetworkTimeoutError('x'),
      { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true },
    ],
    ['a broken socket', broken, { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true }],
    ['not primary', server(10107), { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: false }],
    ['stepping down', server(189), { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true }],
    ['shutting down', server(11600), { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true }],
    ['the time limit', server(50), { code: 'CSTORE_STORE_TIMEOUT', outcomeUnknown: true }],
    [
      'an unmet write concern',
      new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: 'x' } }),
      { code: 'CSTORE_STORE_UNAVAILABLE', outcomeUnknown: true },
    ],
  ])('says of %s during a write whether the outcome is known', (_, error, expected) => {
    expect(toStoreError(error, 'write')).toMatchObject({ ...expected, cause: error })
  })

  it.each([
    ['a network error', new MongoNetworkError('x'), { outcomeUnknown: true }],
    ['not primary', answered(10107), { outcomeUnknown: false }],
    ['an unmet write concern', { message: 'x', code: 64 }, { outcomeUnknown: true }],
    ['a refusal', answered(13), { code: 'CSTORE_STORE_REFUSED' }],
  ])('says of %s during a bulk write whether the outcome is known', (_, reason, expected) => {
    const error = new MongoBulkWriteError(reason, anyResult)
    expect(toStoreError(error, 'write')).toMatchObject(expected)
  })

  it.each([
    [new MongoNetworkError('x'), 'CSTORE_STORE_UNAVAILABLE'],
    [server(189), 'CSTORE_STORE_UNAVAILABLE'],
    [server(50), 'CSTORE_STORE_TIMEOUT'],
    [new MongoNetworkTimeoutError('x'), 'CSTORE_STORE_TIMEOUT'],
  ])('says of a read that nothing was changed', (error, code) => {
    expect(toStoreError(error, 'read')).toMatchObject({ code, outcomeUnknown: false })
  })

  it('knows a connection that broke before the command was sent', () => {
    const error = new MongoNetworkError('x')
    error.addErrorLabel('HandshakeError')
    const refused = Object.assign(new Error('x'), { syscall: 'connect' })
    for (const early of [error, new MongoNetworkError('x', { cause: refused })])
      expect(toStoreError(early, 'write')).toMatchObject({ outcomeUnknown: false })
  })

  it.each([
    [server(10334), 'CSTORE_STORE_DOCUMENT_TOO_LARGE'],
    [server(17419), 'CSTORE_STORE_DOCUMENT_TOO_LARGE'],
    [server(13), 'CSTORE_STORE_REFUSED'],
    [server(11000), 'CSTORE_STORE_UNIQUE_VIOLATION'],
    [new MongoParseError('mongodb://user:secret@x'), 'CSTORE_STORE_ADDRESS_INVALID'],
    ['no error at all', 'CSTORE_STORE_REFUSED'],
  ])('turns %o into %s', (error, code) => {
    const mapped = toStoreError(error, 'write')
    expect(mapped).toMatchObject({ code })
    expect(mapped.message).not.toContain('secret')
  })

  it('passes errors of the store, and of callers, unchanged', () => {
    const own = new DocumentExistsError()
    const other = new RangeError('x')
    expect(toStoreError(own, 'write')).toBe(own)
    expect(toStoreError(other, 'write')).toBe(other)
  })

  it('keeps no values of a duplicate key', () => {
    const message =
      'E11000 duplicate key error collection: a.b index: mail_1 dup key: { mail: "s" }'
    const mapped = toStoreError(
      new MongoServerError({
        message,
        code: 11000,
        keyPattern: { mail: 1 },
        keyValue: { mail: 's' },
      }),
      'write',
    )
    expect(mapped).toMatchObject({ fields: ['mail'] })
    expect(mapped.cause).toBeUndefined()
  })

  it('uses only the codes it lists', () => {
    const errors = [new MongoNetworkError('x'), server(50), server(1), server(11000)]
    for (const error of errors) {
      const mapped = toStoreError(error, 'read')
      expect(mapped).toBeInstanceOf(StoreError)
      expect(STORE_ERROR_CODES).toContain(mapped instanceof StoreError && mapped.code)
    }
  })
})

describe('duplicateKeyFields', () => {
  it.each([
    [{ keyPattern: { _id: 1 } }, '', ['_id']],
    [{ keyPattern: { a: 1, b: -1 } }, '', ['a', 'b']],
    [{}, 'E11000 … index: _id_ dup key: { _id: "x" }', ['_id']],
    [{}, 'E11000 … index: cstore_a_1_b_-1_unique dup key: { }', ['a', 'b']],
    [{}, 'E11000 … index: a.b_1 dup key: { }', ['a.b']],
    [{}, 'E11000', []],
  ])('reads %o and "%s"', (details, message, fields) => {
    const error = new MongoServerError({ ...details, message, code: 11000 })
    expect(duplicateKeyFields(error)).toEqual(fields)
  })

  it('is nothing for other errors', () => {
    expect(duplicateKeyFields(new Error('x'))).toEqual([])
  })
})
