import { describe, expect, it } from 'vitest'
import { importDocuments, type ImportOptions } from './import.ts'
import { FakeServer, json, problem, socketError } from './test-support/fake-server.ts'

const answer =
  (lines: number, errors: object[] = []) =>
  () =>
    json({
      inserted: lines - errors.length,
      replaced: 0,
      failed: errors.length,
      lastLine: lines,
      errors,
    })

function run(server: FakeServer, documents: readonly (object | string)[], options: ImportOptions) {
  return importDocuments(documents, {
    transport: server.transport(),
    collection: 'movies',
    options,
  })
}

const numbered = (count: number): { id: string }[] =>
  Array.from({ length: count }, (_, at) => ({ id: `${at}` }))

const linesOf = (body: unknown): Record<string, unknown>[] =>
  String(body)
    .trimEnd()
    .split('\n')
    .map((line) => Object(JSON.parse(line)))

describe('in batches', () => {
  it('sends every document once and adds up the answers', async () => {
    const error = { line: 3, id: '502', code: 'CSTORE_X', detail: 'x' }
    const server = new FakeServer(answer(500), answer(500, [error]), answer(7))
    const results: number[] = []
    const result = await run(server, numbered(1007), {
      streaming: false,
      onBatch: ({ inserted }) => results.push(inserted),
    })
    expect(result).toMatchObject({ inserted: 1006, failed: 1, lastLine: 1007 })
    expect(result.errors).toEqual([{ ...error, line: 503 }])
    expect(results).toEqual([500, 999, 1006])
    expect(server.requests.flatMap(({ body }) => linesOf(body))).toEqual(numbered(1007))
    expect(server.requests[0]?.path).toBe('/collections/movies/import?mode=upsert')
    expect(server.requests[0]?.headers.get('content-type')).toBe('application/x-ndjson')
  })

  it('sends text as it is, on one line, with an id where there is none', async () => {
    const server = new FakeServer(answer(6))
    const texts = [
      '{"id":"a","n":12345678901234567890}',
      ' {\n  "n": 1.0\r\n}',
      '{}',
      '{"a":"broken\nstring"}',
      '[1]',
      'no',
    ]
    await run(server, texts, { streaming: false })
    const id = '"id":"[0-9a-f-]{36}"'
    const lines = String(server.requests[0]?.body).split('\n')
    expect(lines).toEqual([
      texts[0],
      expect.stringMatching(new RegExp(`^\\{${id},\\t {2}"n": 1.0\\t\\t\\}$`)),
      expect.stringMatching(new RegExp(`^\\{${id}\\}$`)),
      '{"a":"broken\tstring"}',
      '[1]',
      'no',
      '',
    ])
  })

  it('keeps no batch larger than a megabyte but for a single document', async () => {
    const server = new FakeServer(answer(1))
    const text = 'x'.repeat(400_000)
    const sizes = [1, 1, 1, 4, 1].map((times, at) => ({ id: `${at}`, text: text.repeat(times) }))
    await run(server, sizes, { streaming: false })
    expect(server.requests.map(({ body }) => linesOf(body).length)).toEqual([2, 1, 1, 1])
  })

  it('repeats a batch with the ids that it gave', async () => {
    const server = new FakeServer(() => socketError('ECONNRESET'), answer(2))
    await run(server, [{ n: 1 }, { id: 'b', n: 2 }], { streaming: false })
    const [first, second] = server.requests.map(({ body }) => linesOf(body))
    expect(second).toEqual(first)
    expect(first?.[0]?.['id']).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    )
  })

  it('does not repeat an insert of which nobody knows', async () => {
    const server = new FakeServer(() => socketError('ECONNRESET'))
    const result = run(server, numbered(1), { streaming: false, mode: 'insert' })
    await expect(result).rejects.toMatchObject({ mayHaveBeenDone: true })
    expect(server.requests).toHaveLength(1)
  })

  it('keeps the first thousand failures', async () => {
    const errors = Array.from({ length: 400 }, () => ({ line: 1, code: 'X', detail: 'x' }))
    const server = new FakeServer(answer(500, errors))
    const { failed, errors: kept } = await run(server, numbered(1500), { streaming: false })
    expect([failed, kept.length]).toEqual([1200, 1000])
  })

  it('sends nothing when there is nothing', async () => {
    const server = new FakeServer(answer(0))
    expect(await run(server, [], { streaming: false })).toMatchObject({ inserted: 0 })
    expect(server.requests).toEqual([])
  })
})

describe('as a stream', () => {
  it('sends everything in one request', async () => {
    const server = new FakeServer(answer(5000))
    expect(await run(server, numbered(5000), {})).toMatchObject({ inserted: 5000 })
    expect(server.requests.map(({ body }) => linesOf(body))).toEqual([numbered(5000)])
  })

  it('is never sent again: its documents are gone', async () => {
    const server = new FakeServer(() => problem(429, 'CSTORE_X'))
    await expect(run(server, numbered(1), {})).rejects.toMatchObject({ status: 429 })
    expect(server.requests).toHaveLength(1)
  })

  it('fails with what its source failed with', async () => {
    const reason = new Error('the file is gone')
    async function* source(): AsyncGenerator<{ id: string }> {
      yield { id: 'a' }
      throw reason
    }
    const server = new FakeServer(answer(1))
    const transport = server.transport()
    for (const streaming of [true, false]) {
      const result = importDocuments(source(), {
        transport,
        collection: 'c',
        options: { streaming },
      })
      await expect(result).rejects.toBe(reason)
    }
  })
})

const broken = () => {
  const response = problem(503, 'CSTORE_STORE_UNAVAILABLE', { detail: 'Nothing was changed.' })
  response.headers.set('cstore-import-line', '20')
  return response
}

describe('an import that broke off', () => {
  const options = { mode: 'insert', skip: 100 } as const

  it('says up to where it came', async () => {
    const stream = run(new FakeServer(broken), numbered(700), { ...options })
    await expect(stream).rejects.toMatchObject({ lastLine: 120 })
    const lost = run(new FakeServer(() => socketError('ECONNRESET')), numbered(700), options)
    await expect(lost).rejects.toMatchObject({ lastLine: null })
    const server = new FakeServer(answer(500), broken)
    const batches = run(server, numbered(700), { ...options, streaming: false })
    await expect(batches).rejects.toMatchObject({ lastLine: 620, mayHaveBeenDone: true })
    // To insert the first twenty again would fail.
    expect(server.requests).toHaveLength(2)
  })

  it.each([true, false])('goes on from there (streaming: %s)', async (streaming) => {
    const server = new FakeServer(answer(5, [{ line: 2, code: 'X', detail: 'x' }]))
    const result = await run(server, numbered(105), { ...options, streaming })
    expect(result).toMatchObject({ lastLine: 105, errors: [{ line: 102 }] })
    expect(linesOf(server.requests[0]?.body)).toEqual(numbered(105).slice(100))
  })
})

it.each([true, false])('refuses what is no document (streaming: %s)', async (streaming) => {
  const server = new FakeServer(answer(1))
  for (const documents of [[['a']], Object([7]), Object([null])]) {
    await expect(run(server, documents, { streaming })).rejects.toMatchObject({
      code: 'CSTORE_CLIENT_ARGUMENT',
    })
  }
})
