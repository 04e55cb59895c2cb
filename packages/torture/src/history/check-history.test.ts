import { describe, expect, it } from 'vitest'
import { checkHistory } from './check-history.ts'
import { deletionVersion, logicalVersion } from './logical-version.ts'
import type { Operation } from './operation.ts'

let nextId: number

type Given = Partial<Operation>

function operation(
  kind: Operation['kind'],
  [invoked, returned]: [number, number],
  given: Given,
): Operation {
  nextId = (nextId ?? 0) + 1
  const base = { id: nextId, key: 'k', process: 0, outcome: 'ok', cache: 'none' } as const
  return { ...base, answer: '200', kind, invoked, returned, ...given }
}
const put = (times: [number, number], version?: number, given: Given = {}) =>
  operation('put', times, { ...(version === undefined ? {} : { version }), ...given })
const read = (times: [number, number], version: number | 'absent', given: Given = {}) =>
  operation('read', times, { version, ...given })
const deleted = (times: [number, number], life: number, given: Given = {}) =>
  operation('delete', times, { version: deletionVersion(life), ...given })
const unknown = { outcome: 'unknown' } as const

const found = (...history: Operation[]) =>
  checkHistory(history).map(({ rule, operation: { version } }) => `${rule} ${version}`)

describe('stale', () => {
  it('is a read of less than was acknowledged before it began', () => {
    expect(found(put([0, 1], 1), put([2, 3], 2), read([4, 5], 1))).toEqual(['stale 1'])
  })

  it('is not a read that began before the acknowledgement', () => {
    expect(found(put([0, 1], 1), put([2, 4], 2), read([3, 6], 1))).toEqual([])
    expect(found(put([0, 1], 1), put([2, 4], 2), read([4, 6], 1))).toEqual([])
  })

  it('is to find nothing after a write', () => {
    expect(found(read([0, 1], 'absent'), put([0, 2], 1), read([3, 4], 'absent'))).toEqual([
      'stale absent',
    ])
  })

  it('counts from the first acknowledgement that outdated the version', () => {
    const history = [put([0, 1], 1), put([2, 10], 2), put([11, 20], 3), read([100, 101], 1)]
    expect(checkHistory(history)).toMatchObject([
      { rule: 'stale', staleMs: 90, against: { version: 2 }, declared: false },
    ])
  })

  it('is declared when the server marked it', () => {
    const marked = read([4, 5], 1, { cache: 'stale' })
    expect(checkHistory([put([0, 1], 1), put([2, 3], 2), marked])).toMatchObject([
      { rule: 'stale', declared: true },
    ])
  })

  it('is not about a write whose answer was lost', () => {
    expect(found(put([0, 1], 1), put([2, 3], undefined, unknown), read([4, 5], 1))).toEqual([])
  })

  it('is judged for each key alone', () => {
    expect(found(put([0, 1], 7, { key: 'other' }), read([2, 3], 'absent'))).toEqual([])
  })
})

describe('inversion', () => {
  it('is a read of less than an earlier one had returned', () => {
    const lostAnswer = put([2, 3], undefined, unknown)
    const sees2 = { writtenBy: lostAnswer.id }
    expect(found(put([0, 1], 1), lostAnswer, read([4, 5], 2, sees2), read([6, 7], 1))).toEqual([
      'inversion 1',
    ])
  })

  it('is not between reads at the same time', () => {
    expect(found(put([0, 1], 1), put([2, 20], 2), read([4, 8], 2), read([6, 7], 1))).toEqual([])
  })
})

describe('future', () => {
  it('is a read of a write that had not begun', () => {
    const later = put([6, 7], 2)
    expect(found(read([4, 5], 2, { writtenBy: later.id }), later)).toEqual(['future 2'])
    expect(found(read([4, 5], 2), later)).toEqual(['future 2'])
  })

  it('is a read of what nobody wrote', () => {
    expect(found(read([4, 5], 2, { writtenBy: -1 }))).toEqual(['future 2'])
  })
})

describe('lost', () => {
  it('is a write that was acknowledged and then overtaken by an older version', () => {
    expect(found(put([0, 1], 5), put([2, 3], 5))).toContain('lost 5')
    expect(found(put([0, 1], 5), put([2, 3], 4))).toEqual(['lost 4'])
  })

  it('is not between writes at the same time', () => {
    expect(found(put([0, 10], 2), put([1, 9], 1), read([11, 12], 2))).toEqual([])
  })

  it('is a conditional write that replaced something else than it named', () => {
    expect(found(put([0, 1], 1), put([2, 3], 3, { replaces: 1 }))).toEqual(['lost 3'])
    expect(found(put([0, 1], 1), put([2, 3], 2, { replaces: 1 }))).toEqual([])
  })

  it('is a version that two writes made, whoever tells', () => {
    const one = put([0, 10], 1)
    const other = put([0, 10], undefined, unknown)
    expect(found(one, other, read([11, 12], 1, { writtenBy: other.id }))).toEqual(['lost 1'])
  })

  it('is a refused write that is seen all the same', () => {
    const refused = put([0, 1], undefined, { outcome: 'failed' })
    expect(found(refused, read([2, 3], 1, { writtenBy: refused.id }))).toEqual(['lost 1'])
  })
})

describe('deletions', () => {
  const first = put([0, 1], logicalVersion(1, 1))

  it('outdate what was there', () => {
    expect(found(first, deleted([2, 3], 1), read([4, 5], 'absent'))).toEqual([])
    expect(found(first, deleted([2, 3], 1), read([4, 5], logicalVersion(1, 1)))).toHaveLength(1)
  })

  it('do not explain an absence after the document was made again', () => {
    const again = put([4, 5], logicalVersion(2, 1))
    expect(found(first, deleted([2, 3], 1), again, read([6, 7], 'absent'))).toEqual([
      'stale absent',
    ])
  })

  it('explain an absence from their beginning, also when their answer was lost', () => {
    const lostAnswer = deleted([2, 3], 1, unknown)
    expect(found(first, lostAnswer, read([4, 5], 'absent'))).toEqual([])
    expect(found(first, read([1.5, 1.8], 'absent'), lostAnswer)).toEqual(['stale absent'])
    expect(
      found(first, lostAnswer, read([4, 5], 'absent'), read([6, 7], logicalVersion(1, 1))),
    ).toEqual([`inversion ${logicalVersion(1, 1)}`])
  })
})
