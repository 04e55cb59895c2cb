import type { Builder } from '@grafana/grafana-foundation-sdk/cog'
import {
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Dashboard,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard'
import { prometheus } from './panels/panels.ts'

export interface Sheet {
  readonly title: string
  readonly description: string
  /** The label by which it can be narrowed down, and a metric that has it. */
  readonly narrowedBy: { readonly label: string; readonly metric: string }
  /** What is in sight at once. */
  readonly panels: readonly Builder<Panel>[]
  /** What is looked at when something there is not as it should be. */
  readonly details: readonly Details[]
}

export interface Details {
  readonly title: string
  readonly panels: readonly Builder<Panel>[]
}

/** A dashboard as Grafana reads it from a file. */
export function dashboard({ title, description, narrowedBy, panels, details }: Sheet): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(`cstore-${title.toLowerCase()}`)
    .description(description)
    .tags(['cstore'])
    .timezone('browser')
    .readonly()
    .refresh('30s')
    .time({ from: 'now-1h', to: 'now' })
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('CStore')
        .type(DashboardLinkType.Dashboards)
        .tags(['cstore'])
        .keepTime(true),
    )
    .withVariable(
      new DatasourceVariableBuilder('datasource')
        .label('Prometheus')
        .type('prometheus')
        .current({ text: 'Prometheus', value: 'prometheus' }),
    )
    .withVariable(choice(narrowedBy))
  for (const panel of panels) builder.withPanel(panel)
  for (const row of details) builder.withRow(rowOf(row))
  return numbered(builder.build())
}

/** Panels that have no number are given another at every start, and links to them break. */
function numbered(built: Dashboard): Dashboard {
  const panels = built.panels ?? []
  const folded = panels.flatMap((panel) => ('panels' in panel ? panel.panels : []))
  for (const [index, panel] of [...panels, ...folded].entries()) panel.id = index + 1
  return built
}

function choice({ label, metric }: Sheet['narrowedBy']): QueryVariableBuilder {
  return (
    new QueryVariableBuilder(label)
      .label(label)
      .datasource(prometheus)
      .query({ query: `label_values(${metric}, ${label})`, refId: label })
      .refresh(VariableRefresh.OnTimeRangeChanged)
      // oxlint-disable-next-line unicorn/no-array-sort -- it is no array
      .sort(VariableSort.AlphabeticalAsc)
      .multi(true)
      .includeAll(true)
      .allValue('.*')
      .current({ text: 'All', value: '$__all' })
  )
}

function rowOf({ title, panels }: Details): RowBuilder {
  const row = new RowBuilder(title).collapsed(true)
  for (const panel of panels) row.withPanel(panel)
  return row
}
