import { describe, expect, it } from 'vitest'
import { Long } from 'mongodb'
import {
  DocumentExistsError,
  DocumentInvalidError,
  DocumentNotFoundError,
  DocumentTooLargeError,
  PreconditionFailedError,
  UniqueViolationError,
} from '../src/index.ts'
import { errorOf, json, openTestStore } from './test-store.ts'

const none = { kind: 'none' } as const
const ifMatch = (...etags: string[]) => ({ kind: 'if-match', etags }) as const
const x = { collection: 'things', id: 'x' }

function same(fields: Record<string, unknown>): Record<string, unknown> {
  return fields
}

describe('create', () => {
  it('stores a document and reads it back', async () => {
    const { store } = await openTestStore({ now: () => 1000 })
    const created = await store.documents.create('things', { a: 1, b: { c: [true, null] } }, 'x')
    expect(created).toMatchObject({ id: 'x', version: 1, createdAtMs: 1000, updatedAtMs: 1000 })
    expect(created.etag).toMatch(/^"1-[A-Za-z0-9_-]{16}"$/)
    expect(created.body.toString()).toBe('{"id":"x","a":1,"b":{"c":[true,null]}}')
    expect(await store.documents.read(x)).toEqual(created)
  })

  it('takes the id from the fields, or makes one that sorts by time', async () => {
    const { store } = await openTestStore()
    expect((await store.documents.create('things', { id: 'y' })).id).toBe('y')
    const { id } = await store.documents.create('things', {})
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  it('refuses an id that is there, and leaves the document alone', async () => {
    const { store } = await openTestStore()
    const first = await store.documents.create('things', { a: 1 }, 'x')
    const error = await errorOf(() => store.documents.create('things', { a: 2 }, 'x'))
    expect(error).toBeInstanceOf(DocumentExistsError)
    expect(await store.documents.read(x)).toEqual(first)
  })

  it.each([
    [{ id: 'y' }, '/id'],
    [{ id: 5 }, '/id'],
    [{ _id: 1 }, '/_id'],
    [{ _cstore: {} }, '/_cstore'],
    [{ $set: 1 }, '/$set'],
    [{ 'a.b': 1 }, '/a.b'],
    [{ a: { $date: 'x' } }, '/a/$date'],
    [JSON.parse('{"__proto__": {}}'), '/__proto__'],
  ])('refuses %j with a pointer and stores nothing', async (fields, pointer) => {
    const { store } = await openTestStore()
    const error = await errorOf(async () => store.documents.create('things', fields, 'x'))
    expect(error).toBeInstanceOf(DocumentInvalidError)
    expect(error).toMatchObject({ errors: [{ pointer }] })
    expect(await store.documents.read(x)).toBeNull()
  })

  it.each([['~oid:65f0c0ffee0ddba11ad0beef'], ['~x'], ['..'], ['a\nb']])(
    'refuses the new id %j',
    async (id) => {
      const { store } = await openTestStore()
      const error = await errorOf(() => store.documents.create('things', {}, id))
      expect(error).toMatchObject({ errors: [{ pointer: '/id' }] })
      const replaced = errorOf(() => store.documents.replace({ ...x, id }, {}, none))
      expect(await replaced).toMatchObject({ errors: [{ pointer: '/id' }] })
    },
  )

  it('refuses more than MongoDB stores', async () => {
    const { store } = await openTestStore()
    const fields = { a: 'x'.repeat(17 * 1024 * 1024) }
    const error = await errorOf(() => store.documents.create('things', fields, 'x'))
    expect(error).toBeInstanceOf(DocumentTooLargeError)
  })

  it('stores a document of several megabytes', async () => {
    const { store } = await openTestStore()
    const fields = { a: 'x'.repeat(8 * 1024 * 1024) }
    const created = await store.documents.create('things', fields, 'x')
    expect(await store.documents.read(x)).toEqual(created)
  })

  it('names the fields of a violated unique index, not their values', async () => {
    const { store, db } = await openTestStore()
    await db.collection('things').createIndex({ mail: 1, tenant: 1 }, { unique: true })
    await store.documents.create('things', { mail: 'secret@x', tenant: 1 })
    await store.documents.create('things', { mail: 'other@x', tenant: 1 }, 'x')
    const taken = { mail: 'secret@x', tenant: 1 }
    const errors = [
      await errorOf(() => store.documents.create('things', taken)),
      await errorOf(() => store.documents.replace(x, taken, none)),
      await errorOf(() => store.documents.replace({ ...x, id: 'new' }, taken, none)),
      await errorOf(() => store.documents.update(x, () => taken, none)),
    ]
    for (const error of errors) {
      expect(error).toBeInstanceOf(UniqueViolationError)
      expect(error).toMatchObject({ fields: ['mail', 'tenant'] })
      expect(String(error) + String(Object(error).cause)).not.toContain('secret')
    }
  })
})

describe('read', () => {
  it('gives null for what is not there and for texts that are no ids', async () => {
    const { store } = await openTestStore()
    for (const id of ['x', '~oid:x', '~n:05', '', '..'])
      expect(await store.documents.read({ collection: 'things', id })).toBeNull()
  })

  it('reads many in one query, those that are there', async () => {
    const { store } = await openTestStore()
    const a = await store.documents.create('things', {}, 'a')
    const b = await store.documents.create('things', {}, 'b')
    const found = await store.documents.readMany('things', ['b', 'nope', '~bad', 'a', 'a'])
    expect(found).toEqual(
      new Map([
        ['a', a],
        ['b', b],
      ]),
    )
    expect(await store.documents.readMany('things', [])).toEqual(new Map())
  })
})

describe('replace', () => {
  it('creates, then replaces everything, counting versions and keeping the time of creation', async () => {
    let nowMs = 1000
    const { store } = await openTestStore({ now: () => nowMs })
    const first = await store.documents.replace(x, { a: 1, b: 1 }, none)
    expect(first).toMatchObject({ created: true, document: { version: 1 } })
    nowMs = 2000
    const second = await store.documents.replace(x, { c: 1 }, none)
    expect(second.created).toBe(false)
    expect(second.document).toMatchObject({ version: 2, createdAtMs: 1000, updatedAtMs: 2000 })
    expect(json(second.document)).toEqual({ id: 'x', c: 1 })
    expect(await store.documents.read(x)).toEqual(second.document)
  })

  it('holds to If-Match', async () => {
    const { store } = await openTestStore()
    const { etag } = await store.documents.create('things', { a: 1 }, 'x')
    const replaced = await store.documents.replace(x, { a: 2 }, ifMatch('"0-no"', etag))
    const error = await errorOf(() => store.documents.replace(x, { a: 3 }, ifMatch(etag)))
    expect(error).toBeInstanceOf(PreconditionFailedError)
    expect(error).toMatchObject({ currentEtag: replaced.document.etag })
    const weak = `W/${replaced.document.etag}`
    expect(await errorOf(() => store.documents.replace(x, {}, ifMatch(weak)))).toBeInstanceOf(
      PreconditionFailedError,
    )
    expect(json(await store.documents.read(x))).toEqual({ id: 'x', a: 2 })
  })

  it('replaces with If-Match: * only what is there', async () => {
    const { store } = await openTestStore()
    const any = { kind: 'if-match', etags: '*' } as const
    const error = await errorOf(() => store.documents.replace(x, {}, any))
    expect(error).toBeInstanceOf(PreconditionFailedError)
    expect(error).toMatchObject({ currentEtag: null })
    await store.documents.create('things', {}, 'x')
    expect(await store.documents.replace(x, {}, any)).toMatchObject({ created: false })
  })

  it('creates with If-None-Match: * only what is not there', async () => {
    const { store } = await openTestStore()
    const absent = { kind: 'if-none-match-any' } as const
    expect(await store.documents.replace(x, { a: 1 }, absent)).toMatchObject({ created: true })
    expect(await errorOf(() => store.documents.replace(x, { a: 2 }, absent))).toBeInstanceOf(
      PreconditionFailedError,
    )
  })
})

describe('update', () => {
  it('changes what the function changes', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', { a: 1, b: 2, c: { d: 1 } }, 'x')
    const updated = await store.documents.update(x, ({ c }) => ({ a: 2, c, e: 'new' }), none)
    expect(json(updated)).toEqual({ id: 'x', a: 2, c: { d: 1 }, e: 'new' })
    expect(updated.version).toBe(2)
    expect(await store.documents.read(x)).toEqual(updated)
  })

  it('shows own fields as relaxed Extended JSON, without the id', async () => {
    const { store, db } = await openTestStore()
    await db.collection<{ _id: string; at: Date; long: Long }>('things').insertOne({
      _id: 'x',
      at: new Date(0),
      long: Long.MAX_VALUE,
    })
    let seen: unknown
    await store.documents.update(x, (fields) => (seen = fields) && fields, none)
    expect(seen).toEqual({
      at: { $date: '1970-01-01T00:00:00Z' },
      long: { $numberLong: '9223372036854775807' },
    })
  })

  it('takes the id when it stays the same, and refuses another', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', {}, 'x')
    await store.documents.update(x, (fields) => ({ ...fields, id: 'x', a: 1 }), none)
    const error = await errorOf(() => store.documents.update(x, () => ({ id: 'y' }), none))
    expect(error).toMatchObject({ errors: [{ pointer: '/id' }] })
    expect(json(await store.documents.read(x))).toEqual({ id: 'x', a: 1 })
  })

  it('changes nothing when the function throws', async () => {
    const { store } = await openTestStore()
    const before = await store.documents.create('things', { a: 1 }, 'x')
    const failure = new Error('no')
    const failing = errorOf(() =>
      store.documents.update(
        x,
        () => {
          throw failure
        },
        none,
      ),
    )
    expect(await failing).toBe(failure)
    expect(await store.documents.read(x)).toEqual(before)
  })

  it('tells what is not there from what does not match', async () => {
    const { store } = await openTestStore()
    expect(await errorOf(() => store.documents.update(x, same, none))).toBeInstanceOf(
      DocumentNotFoundError,
    )
    expect(await errorOf(() => store.documents.update(x, same, ifMatch('"1-x"')))).toBeInstanceOf(
      PreconditionFailedError,
    )
  })
})

describe('remove', () => {
  it('removes once', async () => {
    const { store } = await openTestStore()
    await store.documents.create('things', {}, 'x')
    expect(await store.documents.remove(x, none)).toBe(true)
    expect(await store.documents.remove(x, none)).toBe(false)
    expect(await store.documents.read(x)).toBeNull()
  })

  it('holds to If-Match', async () => {
    const { store } = await openTestStore()
    const { etag } = await store.documents.create('things', {}, 'x')
    expect(await errorOf(() => store.documents.remove(x, ifMatch('"1-x"')))).toBeInstanceOf(
      PreconditionFailedError,
    )
    expect(await store.documents.remove(x, ifMatch(etag))).toBe(true)
    expect(await errorOf(() => store.documents.remove(x, ifMatch(etag)))).toBeInstanceOf(
      PreconditionFailedError,
    )
  })
})
