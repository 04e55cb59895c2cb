import type { Measurement } from '../rounds.ts'

export interface ScenarioResult {
  readonly name: string
  readonly title: string
  readonly measurements: readonly Measurement[]
}

const HEADINGS = [
  'contender',
  '/s',
  'slowest–fastest round',
  'ratio',
  'CPU µs',
  'RSS MiB',
  'p50 ms',
  'p99 ms',
  'p99.9 ms',
]

/** A table per scenario; the ratios are those of the median rates. */
export function resultTable({ title, measurements }: Omit<ScenarioResult, 'name'>): string {
  const reference = measurements.find(({ isReference }) => isReference)
  const rows = measurements.map((one) => row(one, reference?.perSecond ?? Number.NaN))
  return [`### ${title}`, '', table(HEADINGS, rows), ''].join('\n')
}

/** The first column is text, the others are numbers. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const align = headings.map((_, index) => (index === 0 ? '---' : '---:'))
  return [headings, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function row(one: Measurement, referenceRate: number): string[] {
  const ratio = (one.perSecond / referenceRate).toFixed(2)
  return [
    one.unit === 'requests' ? one.title : `${one.title} (documents)`,
    whole(one.perSecond),
    `${whole(one.slowest)}–${whole(one.fastest)}`,
    one.isReference ? '**1**' : ratio,
    one.cpuMicros.toFixed(1),
    whole(one.residentBytes / 2 ** 20),
    ...[one.p50Ms, one.p99Ms, one.p999Ms].map((ms) => (Number.isNaN(ms) ? '' : ms.toFixed(2))),
  ]
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}
