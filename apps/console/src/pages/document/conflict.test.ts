import { CStoreError } from '@cstore/client'
import { describe, expect, it } from 'vitest'
import type { FoundDocument } from '../../api/document.ts'
import { failureOf, standingOf } from './conflict.ts'

describe('failureOf', () => {
  it('knows what has to be looked at again', () => {
    for (const error of [
      new CStoreError('CSTORE_STORE_PRECONDITION_FAILED', 'x', { status: 412 }),
      new CStoreError('CSTORE_STORE_DOCUMENT_NOT_FOUND', 'x', { status: 404 }),
      // Nobody knows whether it was done.
      new CStoreError('CSTORE_CLIENT_TIMEOUT', 'x', { mayHaveBeenDone: true }),
    ]) {
      expect(failureOf(error)).toEqual({ kind: 'conflict' })
    }
  })

  it('keeps what is wrong with the document', () => {
    const errors = [{ pointer: '/year', detail: 'must be integer' }]
    const error = new CStoreError('CSTORE_DOCUMENT_SCHEMA_VIOLATED', 'No.', { status: 422, errors })
    expect(failureOf(error)).toEqual({ kind: 'refused', faults: errors, text: 'No.' })
  })

  it('leaves the rest to be told', () => {
    expect(failureOf(new CStoreError('CSTORE_ACCESS_DENIED', 'x', { status: 403 }))).toEqual({
      kind: 'failed',
    })
    expect(failureOf(new Error('x'))).toEqual({ kind: 'failed' })
  })
})

const found = (etag: string, fields: object): FoundDocument => ({
  notModified: false,
  document: { id: 'a', ...fields, _meta: { version: 1 } },
  etag,
  cacheStatus: null,
  serverMs: null,
})

describe('standingOf', () => {
  const base = found('"1"', { a: 1 })

  it('tells a change from what was to be saved', () => {
    expect(standingOf({ base, current: found('"2"', { a: 2 }), mine: { a: 2 } })).toBe('saved')
    expect(standingOf({ base, current: found('"2"', { a: 3 }), mine: { a: 2 } })).toBe('changed')
    expect(standingOf({ base, current: base, mine: { a: 2 } })).toBe('unchanged')
  })

  it('knows what is not there', () => {
    expect(standingOf({ base, current: null, mine: { a: 2 } })).toBe('gone')
    expect(standingOf({ base: null, current: null, mine: { a: 2 } })).toBe('unchanged')
    expect(standingOf({ base: null, current: base, mine: { a: 2 } })).toBe('changed')
  })
})
