import { expect, it } from 'vitest'
import { pause, REAL_WIRING } from './clock.ts'

const LONG_MS = 1e6

it('ends a pause with the reason of the signal, and its timer too', async () => {
  const controller = new AbortController()
  let running = 0
  const startTimer: typeof REAL_WIRING.startTimer = () => {
    running++
    return () => void running--
  }
  const waiting = pause(LONG_MS, { ...REAL_WIRING, startTimer }, controller.signal)
  controller.abort('enough')
  await expect(waiting).rejects.toBe('enough')
  await expect(pause(LONG_MS, REAL_WIRING, AbortSignal.abort('before'))).rejects.toBe('before')
  expect(running).toBe(0)
})

it('leaves nothing on a signal that lives on', async () => {
  const { signal } = new AbortController()
  const added: string[] = []
  const removed: string[] = []
  signal.addEventListener = (type: string) => void added.push(type)
  signal.removeEventListener = (type: string) => void removed.push(type)
  await pause(0, REAL_WIRING, signal)
  expect([added, removed]).toEqual([['abort'], ['abort']])
})
