import { expect, it } from 'vitest'
import { ConnectionError, RefusedError } from '../cli-errors.ts'
import { backOffMs, retryAfterMs, withRetries, type RetryPolicy } from './retry.ts'

const signal = new AbortController().signal

/** A policy that does not wait but remembers how long it would have. */
function policy(pauses: number[] = []): RetryPolicy {
  return {
    attempts: 4,
    firstDelayMs: 100,
    maxDelayMs: 10_000,
    random: () => 0.5,
    pause: (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
  }
}

const refused = (status: number, after: number | null = null): RefusedError =>
  new RefusedError('Refused.', { status, retryAfterMs: after })
const lost = (mayHaveRun: boolean): ConnectionError => new ConnectionError('Lost.', { mayHaveRun })

/** Fails with each error in turn, then succeeds. */
function failing(...errors: Error[]): { attempt: () => Promise<string>; signal: AbortSignal } {
  const left = [...errors]
  return {
    signal,
    attempt: () => {
      const error = left.shift()
      return error === undefined ? Promise.resolve('done') : Promise.reject(error)
    },
  }
}

it('waits as long as the server asks, within the bound, or else longer each time', async () => {
  const pauses: number[] = []
  await withRetries(policy(pauses), failing(refused(429, 700), refused(503, 99_000), refused(502)))
  expect(pauses).toEqual([700, 10_000, 300])
  expect(backOffMs(policy(), 1)).toBe(75)
  expect(backOffMs(policy(), 30)).toBe(7500)
})

it('gives up after the last attempt, and at once on what does not pass', async () => {
  const many = Array.from({ length: 4 }, () => refused(503))
  await expect(withRetries(policy(), failing(...many))).rejects.toBe(many[3])
  const pauses: number[] = []
  for (const error of [refused(400), refused(401), refused(500), new Error('defect')]) {
    await expect(withRetries(policy(pauses), failing(error))).rejects.toBe(error)
  }
  expect(pauses).toEqual([])
})

it('does not wait for a server that is not there at the first contact', async () => {
  const error = lost(false)
  const work = { ...failing(error), unreachableIsFinal: true }
  await expect(withRetries(policy(), work)).rejects.toBe(error)
})

it.each([
  [[], false],
  [[refused(429)], false],
  [[lost(false)], false],
  [[lost(true)], true],
  [[refused(503), refused(429)], true],
])('knows whether an earlier attempt may have been carried out (%#)', async (errors, expected) => {
  const { mayHaveRunBefore } = await withRetries(policy(), failing(...errors))
  expect(mayHaveRunBefore).toBe(expected)
})

it('reads Retry-After as seconds or as a date', () => {
  const nowMs = Date.UTC(2026, 0, 1, 0, 0, 0)
  expect(retryAfterMs('7', nowMs)).toBe(7000)
  expect(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', nowMs)).toBe(30_000)
  expect(retryAfterMs('Wed, 31 Dec 2025 23:00:00 GMT', nowMs)).toBe(0)
  expect(retryAfterMs('soon', nowMs)).toBeNull()
  expect(retryAfterMs(null, nowMs)).toBeNull()
})
