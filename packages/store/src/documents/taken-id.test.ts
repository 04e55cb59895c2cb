import { MongoServerError } from 'mongodb'
import { describe, expect, it, vi } from 'vitest'
import type { Row } from './stored-document.ts'
import { isIdTaken } from './taken-id.ts'

const duplicate = (details: object, message = 'E11000 duplicate key error'): MongoServerError =>
  new MongoServerError({ message, code: 11000, ...details })

const unasked = (): Promise<never> => Promise.reject(new Error('Expected not to be asked'))

describe('isIdTaken', () => {
  it.each([
    [duplicate({ keyPattern: { _id: 1 } }), true],
    [duplicate({ keyPattern: { mail: 1 } }), false],
    [duplicate({}, 'E11000 … index: _id_ dup key: { }'), true],
    [duplicate({}, 'E11000 … index: mail_1 dup key: { }'), false],
    [new MongoServerError({ message: 'x', code: 13 }), false],
    [new Error('x'), false],
  ])('reads it from the error: %o', async (error, expected) => {
    expect(await isIdTaken(error, unasked)).toBe(expected)
  })

  it('looks when the server does not say which index refused', async () => {
    const look = vi.fn<() => Promise<Row | null>>().mockResolvedValueOnce({ _id: 'x' })
    expect(await isIdTaken(duplicate({}), look)).toBe(true)
    look.mockResolvedValueOnce(null)
    expect(await isIdTaken(duplicate({}), look)).toBe(false)
  })
})
