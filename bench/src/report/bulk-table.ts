import type { BulkSample } from '../bulk/bulk-sample.ts'
import { median } from '../statistics.ts'

export interface BulkResult {
  readonly documents: number
  readonly samples: readonly BulkSample[]
}

const HEADINGS = [
  'contender',
  'step',
  'documents/s',
  'slowest–fastest round',
  'ratio',
  'CPU µs/document',
  'of MongoDB',
  'RSS before MiB',
  'most growth MiB',
]
const TEXT_COLUMNS = 2

/** Medians over the rounds, but for the growth; ratios are to the first contender, which only inserts. */
export function bulkTable({ documents, samples }: BulkResult): string {
  const groups = Map.groupBy(samples, ({ contender, step }) => `${contender}|${step}`)
  const [reference = []] = groups.values()
  const rows = Array.from(groups.values(), (group) => row(group, { documents, reference }))
  const align = HEADINGS.map((_, index) => (index < TEXT_COLUMNS ? '---' : '---:'))
  return [HEADINGS, align, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function row(
  group: readonly BulkSample[],
  { documents, reference }: { documents: number; reference: readonly BulkSample[] },
): string[] {
  const [first] = group
  const rates = group.map(({ ms }) => (documents / ms) * 1000)
  const ratio = median(reference.map(({ ms }) => ms)) / median(group.map(({ ms }) => ms))
  const micros = (cpuMs: (sample: BulkSample) => number): string =>
    ((median(group.map(cpuMs)) * 1000) / documents).toFixed(1)
  return [
    first?.contender ?? '',
    first?.step ?? '',
    whole(median(rates)),
    `${whole(Math.min(...rates))}–${whole(Math.max(...rates))}`,
    ratioCell(first, { ratio, isReference: group === reference }),
    micros(({ cpuMs }) => cpuMs),
    micros(({ mongoCpuMs }) => mongoCpuMs),
    ...memory(group),
  ]
}

/** An export is no kind of writing. */
function ratioCell(
  sample: BulkSample | undefined,
  { ratio, isReference }: { ratio: number; isReference: boolean },
): string {
  if (isReference) return '**1**'
  return sample?.step === 'export' ? '' : ratio.toFixed(2)
}

function memory(group: readonly BulkSample[]): string[] {
  const held = group.flatMap(({ residentBytes }) => residentBytes ?? [])
  if (held.length === 0) return ['', '']
  const growth = Math.max(...held.map(({ before, most }) => most - before))
  return [mebibytes(median(held.map(({ before }) => before))), mebibytes(growth)]
}

function mebibytes(bytes: number): string {
  return whole(bytes / 2 ** 20)
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB')
}
