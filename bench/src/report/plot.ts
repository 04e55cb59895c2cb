/** Bars of the median rates, with the slowest and the fastest round; for light and dark pages. */
import type { Measurement } from '../rounds.ts'
import { type ScenarioResult, whole } from './markdown.ts'

const WIDTH = 920
const NAMES = 390
const VALUES = 90
const BARS = WIDTH - NAMES - VALUES
const LINE = 22
const BAR = 14
const HEAD = 40
const GAP = 18

const STYLE = `
text { font: 13px system-ui, sans-serif; fill: #1f2328; }
.title { font-weight: 600; font-size: 15px; }
.bar { fill: #8c959f; } .bar.cstore { fill: #0969da; }
.range { stroke: #1f2328; stroke-width: 1.2; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .bar { fill: #6e7681; } .bar.cstore { fill: #4493f8; }
  .range { stroke: #e6edf3; }
}`

/** An SVG image; every panel has a scale of its own, which begins at zero. */
export function plot(results: readonly ScenarioResult[]): string {
  const panels: string[] = []
  let top = 0
  for (const result of results) {
    panels.push(`<g transform="translate(0 ${top})">${panel(result)}</g>`)
    top += HEAD + result.measurements.length * LINE + GAP
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}" role="img" aria-label="Rates by scenario and contender">`,
    `<style>${STYLE}</style>`,
    ...panels,
    '</svg>',
    '',
  ].join('\n')
}

function panel({ title, measurements }: ScenarioResult): string {
  const most = Math.max(...measurements.map(({ fastest }) => fastest))
  const unit = measurements.some((one) => one.unit === 'documents') ? 'documents/s' : 'requests/s'
  const head = `<text class="title" x="0" y="24">${escaped(title)}, ${unit}</text>`
  const bars = measurements.map((one, line) => bar(one, { most, top: HEAD + line * LINE }))
  return [head, ...bars].join('\n')
}

function bar(one: Measurement, { most, top }: { most: number; top: number }): string {
  const at = (rate: number): string => ((rate / most) * BARS).toFixed(1)
  const ours = one.key.startsWith('cstore') ? ' cstore' : ''
  const middle = top + BAR / 2
  const base = top + BAR - 2
  const [from, to] = [NAMES + Number(at(one.slowest)), NAMES + Number(at(one.fastest))]
  return [
    `<text x="${NAMES - 8}" y="${base}" text-anchor="end">${escaped(one.title)}</text>`,
    `<rect class="bar${ours}" x="${NAMES}" y="${top}" width="${at(one.perSecond)}" height="${BAR}"/>`,
    `<line class="range" x1="${from}" y1="${middle}" x2="${to}" y2="${middle}"/>`,
    `<text x="${to + 8}" y="${base}">${whole(one.perSecond)}</text>`,
  ].join('\n')
}

function escaped(text: string): string {
  return text.replaceAll('`', '').replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
