import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { startLaterProgress, startProgress, type Progress } from './progress.ts'

interface Shown {
  readonly progress: Progress
  readonly pass: (ms: number) => void
  readonly text: () => string
}

interface ShowOptions {
  readonly isTTY: boolean
  readonly totalBytes: number | null
  readonly quiet?: boolean
  readonly start?: typeof startProgress
}

function show({ start = startProgress, ...options }: ShowOptions): Shown {
  let nowMs = 0
  const output = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: options.isTTY })
  return {
    progress: start({
      output,
      totalBytes: options.totalBytes,
      quiet: options.quiet === true,
      now: () => nowMs,
    }),
    pass: (ms) => {
      nowMs += ms
    },
    text: () => String(output.read() ?? ''),
  }
}

it('writes a line every five seconds where there is no terminal', () => {
  const { progress, pass, text } = show({ isTTY: false, totalBytes: 2000 })
  pass(4999)
  progress.update({ bytes: 900, documents: 4000 })
  expect(text()).toBe('')
  pass(1)
  progress.update({ bytes: 1000, documents: 5000 })
  progress.update({ bytes: 1001, documents: 5001 })
  expect(text()).toBe('5,000 documents (50%), 1,000/s\n')
})

it('leaves out what nobody can know', () => {
  const { progress, pass, text } = show({ isTTY: false, totalBytes: null })
  pass(10_000)
  progress.update({ bytes: 0, documents: 10 })
  expect(text()).toBe('10 documents, 1/s\n')
})

it('shows a bar on a terminal, and lines above it', () => {
  const { progress, pass, text } = show({ isTTY: true, totalBytes: 100 })
  pass(1000)
  progress.update({ bytes: 50, documents: 1234 })
  progress.log('Line 7: bad')
  progress.stop()
  const shown = text()
  expect(shown).toContain('50% | 1,234 documents | 1,234/s |')
  expect(shown).toContain('Line 7: bad\n')
})

it('shows a counter on a terminal if there is no end to compare with', () => {
  const { progress, text } = show({ isTTY: true, totalBytes: null })
  progress.update({ bytes: 50, documents: 7 })
  progress.stop()
  const shown = text()
  expect(shown).toContain('7 documents | 0/s')
  expect(shown).not.toContain('%')
})

it('shows only what stays if quiet', () => {
  const { progress, pass, text } = show({ isTTY: true, totalBytes: 100, quiet: true })
  pass(60_000)
  progress.update({ bytes: 50, documents: 7 })
  progress.log('Line 7: bad')
  progress.stop()
  expect(text()).toBe('Line 7: bad\n')
})

it('says nothing of work that is over at once, and counts the time before it speaks', () => {
  const { progress, pass, text } = show({
    isTTY: true,
    totalBytes: null,
    start: startLaterProgress,
  })
  pass(999)
  progress.update({ bytes: 0, documents: 10 })
  expect(text()).toBe('')
  pass(1001)
  progress.update({ bytes: 0, documents: 20 })
  progress.stop()
  expect(text()).toContain('20 documents | 10/s |')
})
