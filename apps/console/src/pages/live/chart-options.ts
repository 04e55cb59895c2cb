import type uPlot from 'uplot'
import type { Line } from './chart.tsx'

export interface ChartLook {
  readonly lines: readonly Line[]
  readonly text: (value: number) => string
  /** The lines are parts of a whole. */
  readonly isStacked?: boolean
  /** The scale reaches at least so far. */
  readonly least: number
}

/** A line of a few points over the whole width would say nothing. */
const SHORTEST_SECONDS = 120
const AXIS_WIDTH = 64

export function chartOptions(element: HTMLElement, look: ChartLook): uPlot.Options {
  const { lines, text, isStacked = false, least } = look
  const grid = { stroke: colorOf(element, '--line'), width: 1 }
  const axis = {
    stroke: colorOf(element, '--text-muted'),
    font: `12px ${getComputedStyle(element).fontFamily}`,
    grid,
    ticks: { show: false },
  }
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    cursor: { show: false },
    legend: { show: false },
    scales: {
      x: { range: (plot) => span(plot.data[0]) },
      y: { range: (_plot, _min, max) => [0, Math.max(least, max)] },
    },
    axes: [
      {
        ...axis,
        values: (_plot, ticks) => ticks.map((seconds) => clock(seconds)),
        space: 70,
        size: 26,
      },
      { ...axis, values: (_plot, ticks) => ticks.map((tick) => text(tick)), size: AXIS_WIDTH },
    ],
    series: [{}, ...lines.map((line) => seriesOf(element, line, isStacked))],
  }
}

function seriesOf(element: HTMLElement, line: Line, isFilled: boolean): uPlot.Series {
  const stroke = colorOf(element, line.color)
  return {
    stroke,
    width: isFilled ? 1 : 2,
    spanGaps: true,
    points: { show: false },
    ...(isFilled ? { fill: stroke } : {}),
    ...(line.dash ? { dash: [...line.dash] } : {}),
  }
}

/** As sums, the whole first: what is drawn later covers all but its own part. */
export function stacked(values: readonly (readonly (number | null)[])[]): (number | null)[][] {
  return values.map((line, first) =>
    line.map((_, at) => values.slice(first).reduce((sum, one) => sum + (one[at] ?? 0), 0)),
  )
}

/** From the first to the last, both seconds. */
function span(seconds: ArrayLike<number>): [number, number] {
  const last = seconds[seconds.length - 1] ?? Date.now() / 1000
  return [Math.min(seconds[0] ?? last, last - SHORTEST_SECONDS), last]
}

function clock(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  })
}

/** Canvases know no custom properties. */
function colorOf(element: HTMLElement, name: string): string {
  const { style } = element
  style.color = `var(${name})`
  const { color } = getComputedStyle(element)
  style.color = ''
  return color
}
