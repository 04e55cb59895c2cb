/** Writes: conditions, outcomes and errors. */
import { MongoBulkWriteError } from 'mongodb'
import { type Check, errorCode, serverError } from './check.ts'

const durably = { writeConcern: { w: 'majority', journal: true } } as const

/** So many at once that a server without atomic writes does not get all of them right by luck. */
const RACES = 20

const insertion = (_id: string) => ({ insertOne: { document: { _id } } })
const replacement = (v: number) => ({
  replaceOne: { filter: { _id: 'x', v }, replacement: { v: 2 }, upsert: true },
})

export const writeChecks: readonly Check[] = [
  {
    name: 'a duplicate _id is refused with 11000, its pattern and its value',
    documented: [11_000, { _id: 1 }, { _id: 'a' }],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'a' })
      const error = await serverError(rows.insertOne({ _id: 'a' }))
      return [error?.code, error?.['keyPattern'], error?.['keyValue']]
    },
  },
  {
    name: 'the message of a duplicate _id names collection, index and value',
    documented:
      'E11000 duplicate key error collection: <collection> index: _id_ dup key: { _id: "a" }',
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'a' })
      const error = await serverError(rows.insertOne({ _id: 'a' }))
      return error?.message.replace(rows.namespace, '<collection>')
    },
  },
  {
    name: 'an ordered insertMany stops at the first error, an unordered one goes on',
    documented: [
      { inserted: 1, failed: [1] },
      { inserted: 1, failed: [0, 1] },
    ],
    ask: async ({ rows }) => {
      const insert = async (ids: string[], ordered: boolean): Promise<unknown> => {
        try {
          return await rows.insertMany(
            ids.map((_id) => ({ _id })),
            { ordered },
          )
        } catch (error) {
          if (!(error instanceof MongoBulkWriteError)) throw error
          const failed = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
          return { inserted: error.insertedCount, failed: failed.map(({ index }) => index) }
        }
      }
      return [await insert(['a', 'a', 'b'], true), await insert(['a', 'a', 'b'], false)]
    },
  },
  {
    name: 'an unordered bulk write reports each error with its place and does the rest',
    documented: [
      [0, 11_000],
      [3, 11_000],
    ],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', v: 1 })
      try {
        return await rows.bulkWrite(
          [insertion('x'), insertion('y'), replacement(1), replacement(7)],
          {
            ordered: false,
          },
        )
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError)) throw error
        const failed = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
        return failed.map(({ index, code }) => [index, code])
      }
    },
  },
  {
    name: 'a write with a filter on the version matches that version only',
    documented: [0, 1, { _id: 'x', f: 'second', _cstore: { v: 2 } }],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', _cstore: { v: 1 } })
      const replace = (v: number, f: string) =>
        rows.replaceOne({ _id: 'x', '_cstore.v': v }, { f, _cstore: { v: v + 1 } }, durably)
      const wrong = await replace(7, 'first')
      const right = await replace(1, 'second')
      return [wrong.matchedCount, right.matchedCount, await rows.findOne({ _id: 'x' })]
    },
  },
  {
    name: 'of many writers with the same condition exactly one wins',
    documented: RACES,
    ask: async ({ rows }) => {
      const ids = Array.from({ length: RACES }, (_, race) => race)
      await rows.insertMany(ids.map((_id) => ({ _id, _cstore: { v: 1 } })))
      const race = async (_id: number): Promise<number> => {
        const outcomes = await Promise.all(
          Array.from({ length: 20 }, (_, writer) =>
            rows.replaceOne({ _id, '_cstore.v': 1 }, { writer, _cstore: { v: 2 } }, durably),
          ),
        )
        return outcomes.filter(({ modifiedCount }) => modifiedCount === 1).length
      }
      const winners = await Promise.all(ids.map(race))
      return winners.filter((count) => count === 1).length
    },
  },
  {
    name: 'concurrent increments of one document lose nothing',
    documented: 40,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', n: 0 })
      await Promise.all(
        Array.from({ length: 40 }, () => rows.updateOne({ _id: 'x' }, { $inc: { n: 1 } })),
      )
      return (await rows.findOne({ _id: 'x' }))?.['n']
    },
  },
  {
    name: 'concurrent inserts of one id: one is stored, the others are duplicates',
    documented: { stored: 1, duplicates: 9 },
    ask: async ({ rows }) => {
      const codes = await Promise.all(
        Array.from({ length: 10 }, () => errorCode(rows.insertOne({ _id: 'x' }, durably))),
      )
      return {
        stored: codes.filter((code) => code === 'no error').length,
        duplicates: codes.filter((code) => code === 11_000).length,
      }
    },
  },
  {
    name: 'an upsert whose filter misses an existing id is refused with 11000',
    documented: 11_000,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', v: 1 })
      return errorCode(rows.replaceOne({ _id: 'x', v: 2 }, { v: 3 }, { upsert: true }))
    },
  },
  {
    name: 'an upsert builds the document from the equalities of the filter',
    documented: { _id: 'x', kind: 'k', n: 1, made: true },
    ask: async ({ rows }) => {
      await rows.updateOne(
        { _id: 'x', kind: 'k' },
        { $inc: { n: 1 }, $setOnInsert: { made: true } },
        { upsert: true },
      )
      return rows.findOne({ _id: 'x' })
    },
  },
  {
    name: '$currentDate sets a field within a document',
    documented: ['at', 'token'],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x' })
      const update = { $set: { 'claim.token': 't' }, $currentDate: { 'claim.at': true } } as const
      await rows.updateOne({ _id: 'x' }, update)
      return Object.keys((await rows.findOne({ _id: 'x' }))?.['claim'] ?? {}).toSorted()
    },
  },
  {
    name: 'findOneAndReplace gives the document before or after',
    documented: [{ _id: 'x', f: 1 }, { _id: 'x', f: 3 }, null],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', f: 1 })
      const before = await rows.findOneAndReplace(
        { _id: 'x' },
        { f: 2 },
        { returnDocument: 'before' },
      )
      const after = await rows.findOneAndReplace(
        { _id: 'x' },
        { f: 3 },
        { returnDocument: 'after' },
      )
      return [before, after, await rows.findOneAndReplace({ _id: 'y' }, { f: 3 })]
    },
  },
  {
    name: 'findOneAndDelete gives the document once',
    documented: [{ _id: 'x', f: 1 }, null],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', f: 1 })
      return [await rows.findOneAndDelete({ _id: 'x' }), await rows.findOneAndDelete({ _id: 'x' })]
    },
  },
  {
    name: 'deleting counts what was there',
    documented: [1, 0],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x' })
      const deletions = [
        await rows.deleteOne({ _id: 'x' }, durably),
        await rows.deleteOne({ _id: 'x' }, durably),
      ]
      return deletions.map(({ deletedCount }) => deletedCount)
    },
  },
  {
    name: 'a write that changes nothing matches and does not modify',
    documented: [1, 0],
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', f: 1 })
      const { matchedCount, modifiedCount } = await rows.updateOne({ _id: 'x' }, { $set: { f: 1 } })
      return [matchedCount, modifiedCount]
    },
  },
  {
    name: 'changing an _id is refused with ImmutableField (66)',
    documented: 66,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x' })
      return errorCode(rows.updateOne({ _id: 'x' }, { $set: { _id: 'y' } }))
    },
  },
  {
    name: 'an update operator on a wrong type is refused with TypeMismatch (14)',
    documented: 14,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', f: 'text' })
      return errorCode(rows.updateOne({ _id: 'x' }, { $inc: { f: 1 } }))
    },
  },
  {
    name: 'a document of 12 MiB is stored and read',
    documented: 12 * 1024 * 1024,
    ask: async ({ rows }) => {
      await rows.insertOne({ _id: 'x', f: 'é'.repeat(6 * 1024 * 1024) }, durably)
      const text: unknown = (await rows.findOne({ _id: 'x' }))?.['f']
      return typeof text === 'string' ? Buffer.byteLength(text) : text
    },
  },
  {
    name: 'a document over 16 MiB is refused with BSONObjectTooLarge (10334)',
    documented: 10_334,
    ask: ({ rows }) => errorCode(rows.insertOne({ _id: 'x', f: 'x'.repeat(16 * 1024 * 1024) })),
  },
  {
    name: 'maxTimeMS is accepted by every command that CStore sends',
    documented: Array.from({ length: 8 }, () => 'no error'),
    ask: async ({ db, rows }) => {
      const name = rows.collectionName
      const commands = [
        { insert: name, documents: [{ _id: 'x' }] },
        { find: name, filter: {} },
        { update: name, updates: [{ q: { _id: 'x' }, u: { $set: { f: 1 } } }] },
        { findAndModify: name, query: { _id: 'x' }, update: { f: 2 } },
        { aggregate: name, pipeline: [{ $match: { f: 2 } }], cursor: {} },
        { count: name, query: {} },
        { delete: name, deletes: [{ q: { _id: 'x' }, limit: 1 }] },
        { drop: name },
      ]
      const codes = []
      for (const command of commands)
        codes.push(await errorCode(db.command({ ...command, maxTimeMS: 5000 })))
      return codes
    },
  },
]
