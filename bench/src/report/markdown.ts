import type { Measurement } from '../rounds.ts'

export interface ScenarioResult {
  readonly title: string
  readonly measurements: readonly Measurement[]
}

const HEADINGS = [
  'contender',
  'requests/s',
  'slowest–fastest round',
  'ratio',
  'p50 ms',
  'p99 ms',
  'CPU µs/request',
  'RSS MiB',
]

/** A table per scenario; the ratios are those of the median rates. */
export function resultTable({ title, measurements }: ScenarioResult): string {
  const reference = measurements.find(({ isReference }) => isReference)
  const rows = measurements.map((one) => row(one, reference?.requestsPerSecond ?? Number.NaN))
  const align = HEADINGS.map((_, index) => (index === 0 ? '---' : '---:'))
  const lines = [HEADINGS, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [`### ${title}`, '', ...lines, ''].join('\n')
}

function row(one: Measurement, referenceRate: number): string[] {
  const ratio = (one.requestsPerSecond / referenceRate).toFixed(2)
  return [
    one.title,
    whole(one.requestsPerSecond),
    `${whole(one.slowest)}–${whole(one.fastest)}`,
    one.isReference ? '**1**' : ratio,
    one.p50Ms.toFixed(2),
    one.p99Ms.toFixed(2),
    one.cpuMicrosPerRequest.toFixed(1),
    whole(one.residentBytes / 2 ** 20),
  ]
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}
