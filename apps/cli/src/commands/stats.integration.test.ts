import { afterAll, beforeAll, expect, it } from 'vitest'
import { isJsonObject } from '../json-object.ts'
import { firstOutput, runCstore, startCstore } from '../test-support/run-cstore.ts'
import { startServer, type RunningServer } from '../test-support/running-server.ts'
import { StandInApi } from '../test-support/stand-in-api.ts'

let server: RunningServer

beforeAll(async () => {
  server = await startServer({ CSTORE_PROBE_ONE_IN: '1' })
  await server.outputOf(['collections', 'create', 'movies'])
  await server.outputOf(['put', 'movies', 'a', '{}'])
  for (let reads = 0; reads < 3; reads++) await server.outputOf(['get', 'movies', 'a'])
})
afterAll(() => server.stop())

it('tells in words how the server is, to people without a key', async () => {
  const { exitCode, stdout, stderr } = await server.run(['stats'], {
    environment: { CSTORE_URL: server.url, XDG_CONFIG_HOME: server.folder },
  })
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /^CStore \S+ at http:\S+: ok, up for \d+ s\nMongoDB ok, cache ok\n\nSince its start/u,
  )
  expect(stdout).toMatch(/\nDocuments +66\.66 % from the cache: 2 hits, 1 misses, 0 bypassed it\n/u)
  expect(stdout).toMatch(/\nProbes +2 cached reads compared with the database: none was stale\n/u)
  expect(stdout).toMatch(
    /\nROUTE +REQUESTS[^]*\nGET \/collections\/:collection\/documents\/:id +3 /u,
  )
})

it('tells scripts, and goes on until it is stopped', async () => {
  const args = ['stats', '--watch', '200ms', '--json', '--url', server.url]
  const { child, ended } = startCstore(args, { cwd: server.folder })
  const seen = await firstOutput(child, /^(?:.*\n){3}/u)
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ exitCode: 0, stderr: '' })
  const looks = seen
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(looks.filter(isJsonObject).map((look) => look['statistics'])).toMatchObject([
    { since: 'start', documents: { hit: 2 } },
    { since: 'last', documents: { hit: 0, hitRatio: null } },
    { since: 'last' },
  ])
})

it('says what is no CStore, and what does not answer', async () => {
  const api = await StandInApi.start()
  const [other, nobody] = await Promise.all([
    server.run(['stats', '--url', api.url]),
    runCstore(['stats', '--url', 'http://127.0.0.1:1'], { cwd: server.folder }),
  ])
  await api.close()
  expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/not as CStore does/u) })
  expect(nobody).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^Cannot reach/u) })
  expect(await server.run(['stats', '--watch', '1ms'])).toMatchObject({ exitCode: 2 })
})
