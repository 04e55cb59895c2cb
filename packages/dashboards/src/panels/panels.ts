/** The few kinds of panels there are, with what all of one kind have in common. */
import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  BigValueColorMode,
  BigValueGraphMode,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import {
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  PanelBuilder as HeatmapBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat'
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { type Limits, thresholds } from './limits.ts'

export const prometheus = { type: 'prometheus', uid: '${datasource}' } as const

/** A legend may name labels: `{{pod}}`. */
type Query = readonly [expression: string, legend: string]

interface Shown {
  readonly title: string
  /** What it tells, and when to look closer. */
  readonly description: string
  /** As Grafana names it. */
  readonly unit: string
  readonly limits?: Limits
}

export interface Lines extends Shown {
  readonly queries: readonly Query[]
  /** Parts of a whole. */
  readonly stacked?: true
  /** Where the axis ends, for what cannot be more. */
  readonly max?: number
}

export interface Figure extends Shown {
  readonly query: string
  readonly decimals?: number
  /** Of what is good or not, the background is coloured. */
  readonly judged?: true
  /** Instead of nothing. */
  readonly noValue?: string
}

/** That Grafana's grid has. */
export const COLUMNS = 24
const LINES_HEIGHT = 7
const FIGURE_HEIGHT = 3

export function lines({ queries, stacked, max, limits, ...shown }: Lines): TimeseriesBuilder {
  const panel = new TimeseriesBuilder()
    .title(shown.title)
    .description(shown.description)
    .unit(shown.unit)
    .datasource(prometheus)
    .height(LINES_HEIGHT)
    .span(COLUMNS / 3)
    .min(0)
    .lineWidth(1)
    .fillOpacity(stacked ? 40 : 10)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(largestFirst())
    .targets(queries.map((query, index) => target(query, index)))
  if (stacked) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
  if (max !== undefined) panel.max(max)
  if (limits === undefined) return panel
  return panel
    .thresholds(thresholds(limits))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed))
}

export function figure({ query, decimals, judged, limits, ...shown }: Figure): StatBuilder {
  const panel = new StatBuilder()
    .title(shown.title)
    .description(shown.description)
    .unit(shown.unit)
    .datasource(prometheus)
    .height(FIGURE_HEIGHT)
    .span(COLUMNS / 6)
    .graphMode(judged ? BigValueGraphMode.None : BigValueGraphMode.Area)
    .colorMode(judged ? BigValueColorMode.Background : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(thresholds(limits ?? {}))
    .withTarget(target([query, shown.title], 0))
  if (decimals !== undefined) panel.decimals(decimals)
  if (shown.noValue !== undefined) panel.noValue(shown.noValue)
  return panel
}

/** How many there were in each bucket of a histogram, over time. */
export function heatmap({ query, ...shown }: Shown & { readonly query: string }): HeatmapBuilder {
  return new HeatmapBuilder()
    .title(shown.title)
    .description(shown.description)
    .unit('short')
    .datasource(prometheus)
    .height(LINES_HEIGHT)
    .span(COLUMNS / 3)
    .calculate(false)
    .cellGap(1)
    .color(
      new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Oranges').steps(64),
    )
    .yAxis(new YAxisConfigBuilder().unit(shown.unit))
    .withTarget(target([query, '{{le}}'], 0).format(PromQueryFormat.Heatmap))
}

function largestFirst(): VizTooltipOptionsBuilder {
  const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi)
  // oxlint-disable-next-line unicorn/no-array-sort -- it is no array
  return tooltip.sort(SortOrder.Descending)
}

function target([expression, legend]: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(LETTERS.charAt(index))
    .datasource(prometheus)
    .expr(expression)
    .legendFormat(legend)
    .range()
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
