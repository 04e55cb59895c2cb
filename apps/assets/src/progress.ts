import { SingleBar } from 'cli-progress'
import type { Progress } from '@cstore/assets'
import { megabytes } from './amounts.ts'
import type { Output } from './context.ts'

/** Says how far the compression has come, which is what takes the time. */
export interface ProgressLine {
  update(progress: Progress): void
  stop(): void
}

export interface ProgressOptions {
  readonly output: Output
  readonly quiet: boolean
  readonly now: () => number
}

/** A bar on a terminal, a line every few seconds elsewhere, nothing if quiet. */
export function startProgress({ output, quiet, now }: ProgressOptions): ProgressLine {
  if (quiet) return { update: () => undefined, stop: () => undefined }
  return output.isTTY === true ? bar(output) : lines(output, now)
}

function bar(output: Output): ProgressLine {
  const shown = new SingleBar({
    format: 'Compressing {bar} {percentage}% of {amount} | {eta_formatted} left',
    stream: output,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    // The command itself decides what a signal means.
    gracefulExit: false,
  })
  let isStarted = false
  return {
    update: ({ doneBytes, totalBytes }) => {
      if (totalBytes === 0) return
      if (isStarted) return shown.update(doneBytes)
      isStarted = true
      shown.start(totalBytes, doneBytes, { amount: megabytes(totalBytes) })
    },
    stop: () => {
      if (isStarted) shown.stop()
    },
  }
}

const LINE_EVERY_MS = 5000

function lines(output: Output, now: () => number): ProgressLine {
  let saidMs = now()
  return {
    update: ({ doneBytes, totalBytes }) => {
      const nowMs = now()
      if (nowMs - saidMs < LINE_EVERY_MS || totalBytes === 0) return
      saidMs = nowMs
      const percent = Math.floor((doneBytes / totalBytes) * 100)
      output.write(`Compressing: ${percent}% of ${megabytes(totalBytes)}\n`)
    },
    stop: () => undefined,
  }
}
