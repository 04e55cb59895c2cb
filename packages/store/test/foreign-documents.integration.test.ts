import { BSON, Double, Int32, Long, ObjectId } from 'mongodb'
import { describe, expect, it } from 'vitest'
import { PreconditionFailedError } from '../src/index.ts'
import { errorOf, json, openTestStore } from './test-store.ts'

const none = { kind: 'none' } as const
const ifMatch = (...etags: string[]) => ({ kind: 'if-match', etags }) as const
const x = { collection: 'things', id: 'x' }

describe('documents of other programs', () => {
  const hex = '65f0c0ffee0ddba11ad0beef'

  it('reads them as version 0, whatever the type of their id', async () => {
    const { store, db } = await openTestStore()
    const ids = [new ObjectId(hex), new Int32(5), new Double(1.5), Long.MAX_VALUE, 'plain', '~odd']
    await db
      .collection<{ _id: unknown; a: number }>('things')
      .insertMany(ids.map((_id) => ({ _id, a: 1 })))
    const spelled = [`~oid:${hex}`, '~n:5', '~n:1.5', '~n:9223372036854775807', 'plain']
    const odd = `~ejson:${Buffer.from('"~odd"').toString('base64url')}`
    for (const id of [...spelled, odd]) {
      const document = await store.documents.read({ collection: 'things', id })
      expect(document).toMatchObject({ id, version: 0, createdAtMs: 0, updatedAtMs: 0 })
      expect(document?.etag).toMatch(/^"0-/)
      expect(json(document)).toEqual({ id, a: 1 })
    }
    const found = await store.documents.readMany('things', [...spelled, odd])
    expect([...found.keys()].toSorted()).toEqual([...spelled, odd].toSorted())
  })

  it('serves no document under a second spelling', async () => {
    const { store, db } = await openTestStore()
    const decimal = BSON.EJSON.deserialize({ id: { $numberDecimal: '5' } })['id']
    await db.collection('things').insertOne({ _id: decimal })
    expect(await store.documents.read({ collection: 'things', id: '~n:5' })).toBeNull()
    expect(await store.documents.remove({ collection: 'things', id: '~n:5' }, none)).toBe(false)
    expect(await db.collection('things').countDocuments({})).toBe(1)
  })

  it.each([['replace'], ['update']] as const)('takes them over with %s', async (way) => {
    const { store, db } = await openTestStore({ now: () => 1000 })
    const target = { collection: 'things', id: `~oid:${hex}` }
    const foreign = { _id: new ObjectId(hex), a: [1, { b: null }], c: { d: 'x', e: new Date(0) } }
    await db.collection('things').insertOne({ ...foreign })
    const read = await store.documents.read(target)
    const condition = ifMatch(read?.etag ?? '')
    const after =
      way === 'replace'
        ? (await store.documents.replace(target, { a: 2 }, condition)).document
        : await store.documents.update(target, () => ({ a: 2 }), condition)
    expect(after).toMatchObject({ version: 1, createdAtMs: 1000, updatedAtMs: 1000 })
    expect(json(await store.documents.read(target))).toEqual({ id: target.id, a: 2 })
    expect(await store.documents.remove(target, ifMatch(after.etag))).toBe(true)
  })

  it.each([['junk'], [{ v: 'x' }], [{ v: -1, createdAt: new Date(0), updatedAt: new Date(0) }]])(
    'takes over one whose reserved field holds %o',
    async (reserved) => {
      const { store, db } = await openTestStore()
      const rows = db.collection<{ _id: string; _cstore: unknown; a: number }>('things')
      await rows.insertOne({ _id: 'x', _cstore: reserved, a: 1 })
      expect(await store.documents.read(x)).toMatchObject({ version: 0 })
      const updated = await store.documents.update(x, () => ({ a: 2 }), none)
      expect(updated).toMatchObject({ version: 1 })
      expect(json(updated)).toEqual({ id: 'x', a: 2 })
    },
  )

  it('notices when another program was faster', async () => {
    const { store, db } = await openTestStore()
    const rows = db.collection<{ _id: string; a: number; n: number }>('things')
    await rows.insertOne({ _id: 'x', a: 1, n: 0 })
    let runs = 0
    const countRuns = (fields: Record<string, unknown>) => {
      runs += 1
      return fields
    }
    const racing = async (): Promise<unknown> => {
      const read = await store.documents.read(x)
      await rows.updateOne({ _id: 'x' }, { $inc: { n: 1 } })
      return store.documents.update(x, countRuns, ifMatch(read?.etag ?? ''))
    }
    expect(await errorOf(racing)).toBeInstanceOf(PreconditionFailedError)
    expect(runs).toBe(0)
    expect(await rows.findOne({ _id: 'x' })).toEqual({ _id: 'x', a: 1, n: 1 })
  })

  it('hides a field named id beside _id, and keeps it', async () => {
    const { store, db } = await openTestStore()
    const rows = db.collection<{ _id: string; id: number; a: number }>('things')
    await rows.insertOne({ _id: 'x', id: 7, a: 1 })
    expect(json(await store.documents.read(x))).toEqual({ id: 'x', a: 1 })
    await store.documents.update(x, (fields) => ({ ...fields, a: 2 }), none)
    await store.documents.replace(x, { a: 3 }, none)
    expect(await rows.findOne({ _id: 'x' })).toMatchObject({ id: 7, a: 3 })
  })

  it('leaves what it was not asked to change as it is, byte for byte', async () => {
    const { store, db } = await openTestStore()
    const stored = {
      _id: 'x',
      int: new Int32(1),
      long: Long.fromNumber(1),
      double: new Double(1),
      nested: { b: new Double(2), '1': Long.fromNumber(3) },
      list: [Long.fromNumber(1), new Double(1), { deep: new Double(1) }],
      change: new Int32(0),
    }
    const rows = db.collection<BSON.Document & { _id: string }>('things')
    await rows.insertOne(stored)
    const patched = await store.documents.update(x, (fields) => ({ ...fields, change: 1 }), none)
    await store.documents.replace(x, JSON.parse(patched.body.toString()), none)
    const raw = await rows.findOne({ _id: 'x' }, { promoteValues: false, promoteLongs: false })
    expect(BSON.serialize({ ...raw, _cstore: null })).toEqual(
      BSON.serialize({ ...stored, change: new Int32(1), _cstore: null }),
    )
  })
})
