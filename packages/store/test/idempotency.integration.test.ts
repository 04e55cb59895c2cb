import { expect, it } from 'vitest'
import { json, MAX_TIME_MS, openTestStore } from './test-store.ts'

const REQUEST = { key: 'k', fingerprint: 'f', documentId: 'd' }
const CLAIM_MS = MAX_TIME_MS + 1000
const DAY_MS = 24 * 3_600_000

async function openAt(startMs: number) {
  const clock = { ms: startMs }
  const opened = await openTestStore({ now: () => clock.ms })
  return { ...opened, clock, requests: opened.store.idempotency }
}

it('gives one of many the request, and the others its outcome when it is done', async () => {
  const { requests } = await openAt(5)
  const claims = await Promise.all(
    Array.from({ length: 20 }, (_, n) => requests.claim({ ...REQUEST, documentId: `d${n}` })),
  )
  const [won, ...more] = claims.filter(({ kind }) => kind === 'claimed')
  expect(more).toEqual([])
  expect(claims.filter(({ kind }) => kind === 'busy')).toHaveLength(19)
  if (won?.kind !== 'claimed') throw new Error('Expected a claim')
  await requests.finish('k', won.token)
  const { documentId, createdAtMs } = won
  expect(await requests.claim(REQUEST)).toEqual({ kind: 'done', documentId, createdAtMs })
  expect(await requests.claim({ ...REQUEST, fingerprint: 'g' })).toEqual({ kind: 'other' })
})

it('gives the first choice to whoever takes over from one that died', async () => {
  const { requests, clock } = await openAt(1000)
  const dead = await requests.claim(REQUEST)
  clock.ms += CLAIM_MS - 1
  expect(await requests.claim(REQUEST)).toEqual({ kind: 'busy' })
  clock.ms += 1
  const later = await requests.claim({ ...REQUEST, documentId: 'other' })
  expect(later).toMatchObject({ kind: 'claimed', fresh: false, documentId: 'd', createdAtMs: 1000 })
  if (dead.kind !== 'claimed') throw new Error('Expected a claim')
  // It was only asleep: what it says no longer counts.
  await requests.forget('k', dead.token)
  await requests.finish('k', dead.token)
  expect(await requests.claim(REQUEST)).toEqual({ kind: 'busy' })
})

it('frees the key of a request that was not done, and the claim of one that nobody knows of', async () => {
  const { requests } = await openAt(DAY_MS)
  const first = await requests.claim(REQUEST)
  if (first.kind !== 'claimed') throw new Error('Expected a claim')
  await requests.forget('k', first.token)
  const second = await requests.claim({ ...REQUEST, fingerprint: 'g', documentId: 'e' })
  if (second.kind !== 'claimed') throw new Error('Expected a claim')
  expect(second).toMatchObject({ fresh: true, documentId: 'e' })
  await requests.release('k', second.token)
  expect(await requests.claim({ ...REQUEST, fingerprint: 'g' })).toMatchObject({
    kind: 'claimed',
    fresh: false,
    documentId: 'e',
  })
})

it('forgets a key after a day, and sweeps what is older', async () => {
  const { requests, clock, db } = await openAt(DAY_MS)
  await requests.prepare().catch(() => undefined)
  await requests.claim(REQUEST)
  await requests.claim({ ...REQUEST, key: 'old' })
  clock.ms += DAY_MS + 1
  expect(await requests.claim({ ...REQUEST, fingerprint: 'g' })).toMatchObject({ fresh: true })
  await requests.sweep()
  const left = await db.collection('cstore.idempotency').find().toArray()
  expect(left.map(({ _id }) => String(_id))).toEqual(['k'])
})

it('creates once, also what was changed since, and tells another document of that id', async () => {
  const { store, db } = await openAt(7)
  await db.collection('c').createIndex({ u: 1 }, { unique: true })
  const target = { collection: 'c', id: 'a' }
  const first = await store.documents.createOnce(target, { u: 1 }, 7)
  expect([json(first), first.version, first.createdAtMs]).toEqual([{ id: 'a', u: 1 }, 1, 7])
  await store.documents.replace(target, { u: 2 }, { kind: 'none' })
  expect(await store.documents.createOnce(target, { u: 1 }, 7)).toEqual(first)
  expect(store.documents.asCreated(target, { u: 1 }, 7)).toEqual(first)
  expect(json(await store.documents.read(target))).toEqual({ id: 'a', u: 2 })
  await expect(store.documents.createOnce(target, { u: 1 }, 8)).rejects.toMatchObject({
    code: 'CSTORE_STORE_DOCUMENT_EXISTS',
  })
  await expect(
    store.documents.createOnce({ collection: 'c', id: 'b' }, { u: 2 }, 7),
  ).rejects.toMatchObject({ code: 'CSTORE_STORE_UNIQUE_VIOLATION' })
})
