import { expect, it } from 'vitest'
import { SingleFlight, type Proven } from './single-flight.ts'

interface Result extends Proven {
  readonly value: string
}

const fail = (): Promise<Result> => Promise.reject(new Error('away'))

function gate(): { opened: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: () => resolve() }
}

it('runs one load for everyone who came before its proof', async () => {
  const flights = new SingleFlight<Result>()
  const { opened, open } = gate()
  let loads = 0
  const load = async (): Promise<Result> => {
    loads++
    await opened
    return { value: 'shared', proof: flights.stamp() }
  }
  const readers = [1, 2, 3].map(() => flights.run('key', load))
  open()
  const results = await Promise.all(readers)
  expect(loads).toBe(1)
  expect(results.map(({ result, collapsed }) => [result.value, collapsed])).toEqual([
    ['shared', false],
    ['shared', true],
    ['shared', true],
  ])
})

it('makes a reader that came after the proof start over', async () => {
  const flights = new SingleFlight<Result>()
  const { opened, open } = gate()
  const early = flights.run('key', async () => {
    const proof = flights.stamp()
    await opened
    return { value: 'old', proof }
  })
  // By now a write may have been acknowledged that the first load has not seen.
  const late = flights.run('key', () => Promise.resolve({ value: 'new', proof: flights.stamp() }))
  open()
  expect((await early).result.value).toBe('old')
  expect(await late).toMatchObject({ result: { value: 'new' }, collapsed: false })
})

it('shares one second load among all that must start over', async () => {
  const flights = new SingleFlight<Result>()
  const { opened, open } = gate()
  let loads = 0
  const load = async (): Promise<Result> => {
    loads++
    const proof = flights.stamp()
    await opened
    return { value: String(loads), proof }
  }
  const readers = Array.from({ length: 50 }, () => flights.run('key', load))
  open()
  await Promise.all(readers)
  expect(loads).toBe(2)
})

it('shares a failure, and begins anew after it', async () => {
  const flights = new SingleFlight<Result>()
  const failures = await Promise.allSettled([flights.run('key', fail), flights.run('key', fail)])
  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(flights.has('key')).toBe(false)
})
