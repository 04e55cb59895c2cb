import { expect, it } from 'vitest'
import { CommandError } from '../command-error.ts'
import { Deadline, scan, scanAtOnce } from './scan.ts'

const numbers = Array.from({ length: 10_000 }, (_, index) => index)

it('ends with MaxTimeMSExpired when the time is up', async () => {
  let nowMs = 0
  const deadline = new Deadline(5, () => nowMs++)
  await expect(scan(numbers, () => false, deadline)).rejects.toThrow('exceeded time limit')
  nowMs = 0
  expect(() => scanAtOnce(numbers, () => false, new Deadline(5, () => nowMs++))).toThrow(
    CommandError,
  )
})

it('lets others run when it takes long', async () => {
  let nowMs = 0
  let others = 0
  const deadline = new Deadline(0, () => (nowMs += 10))
  setImmediate(() => others++)
  const { yielded } = await scan(numbers, () => false, deadline)
  expect([yielded, others]).toEqual([true, 1])
})

it('stops where the visitor says so', async () => {
  let visited = 0
  const stop = (): boolean => ++visited === 3
  expect(await scan(numbers, stop, new Deadline(0))).toEqual({ stopped: true, yielded: false })
  expect(visited).toBe(3)
})
