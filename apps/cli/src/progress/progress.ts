import { MultiBar } from 'cli-progress'
import type { Output } from '../context.ts'

/** How far a command has come. Units are bytes for the bar, documents for the words. */
interface Amount {
  readonly bytes: number
  readonly documents: number
}

/** Says on standard error how far a command has come. */
export interface Progress {
  update(amount: Amount): void
  /** Writes a line that stays. Not after `stop`. */
  log(line: string): void
  stop(): void
}

export interface ProgressOptions {
  readonly output: Output
  /** Null: nobody knows, so there is no bar and no time left. */
  readonly totalBytes: number | null
  readonly quiet: boolean
  readonly now: () => number
  /** When the work began, if that was before. */
  readonly beganMs?: number
}

/** A bar on a terminal, a line every few seconds elsewhere, nothing if quiet. */
export function startProgress(options: ProgressOptions): Progress {
  if (options.quiet) return silent(options)
  return options.output.isTTY === true ? bar(options) : lines(options)
}

const WONDER_MS = 1000

/** As `startProgress`, but says nothing of work that is over before anybody wonders. */
export function startLaterProgress(options: ProgressOptions): Progress {
  const beganMs = options.now()
  let begun: Progress | null = null
  return {
    update: (amount) => {
      if (!begun && options.now() - beganMs < WONDER_MS) return
      begun ??= startProgress({ ...options, beganMs })
      begun.update(amount)
    },
    log: (line) => (begun ?? silent(options)).log(line),
    stop: () => begun?.stop(),
  }
}

function silent({ output }: ProgressOptions): Progress {
  return {
    update: () => undefined,
    log: (line) => output.write(`${line}\n`),
    stop: () => undefined,
  }
}

const LINE_EVERY_MS = 5000

function lines({ output, totalBytes, now, beganMs = now() }: ProgressOptions): Progress {
  let saidMs = beganMs
  return {
    update: ({ bytes, documents }) => {
      const nowMs = now()
      if (nowMs - saidMs < LINE_EVERY_MS) return
      saidMs = nowMs
      const done = totalBytes ? ` (${Math.floor((bytes / totalBytes) * 100)}%)` : ''
      const speed = rate(documents, nowMs - beganMs)
      output.write(`${documents.toLocaleString('en')} documents${done}, ${speed}\n`)
    },
    log: (line) => output.write(`${line}\n`),
    stop: () => undefined,
  }
}

const WITH_TOTAL = '{bar} {percentage}% | {documents} documents | {rate} | {eta_formatted} left'
const WITHOUT_TOTAL = '{documents} documents | {rate} | {duration_formatted}'

function bar({ output, totalBytes, now, beganMs = now() }: ProgressOptions): Progress {
  // A MultiBar, for one bar: the single one restores a cursor position that logged lines moved.
  const bars = new MultiBar({
    format: totalBytes === null ? WITHOUT_TOTAL : WITH_TOTAL,
    stream: output,
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    forceRedraw: true,
    etaBuffer: 50,
    // Leaves wrapping on for the lines that are logged; the bar itself is trimmed to the width.
    linewrap: true,
    // The command itself decides what a signal means.
    gracefulExit: false,
  })
  const shown = bars.create(totalBytes ?? 0, 0, { documents: '0', rate: rate(0, 0) })
  // However the process ends, the cursor comes back.
  const giveBack = (): void => bars.stop()
  process.once('exit', giveBack)
  return {
    update: ({ bytes, documents }) => {
      const speed = rate(documents, now() - beganMs)
      shown.update(bytes, { documents: documents.toLocaleString('en'), rate: speed })
    },
    log: (line) => bars.log(`${line}\n`),
    stop: () => {
      // Stopping shows the bar a last time, but not what was logged since.
      bars.update()
      bars.stop()
      process.off('exit', giveBack)
    },
  }
}

/** Documents a second, in words. */
function rate(documents: number, elapsedMs: number): string {
  const perSecond = elapsedMs > 0 ? Math.round((documents / elapsedMs) * 1000) : 0
  return `${perSecond.toLocaleString('en')}/s`
}
