import { readFile } from 'node:fs/promises'
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard'
import * as units from '@grafana/grafana-foundation-sdk/units'
import { describe, expect, it } from 'vitest'
import { fileOf, textOf } from './files.ts'
import { dashboards } from './index.ts'
import { COLUMNS } from './panels/panels.ts'

/** A screen of 1080 lines shows so many rows of the grid below Grafana's own. */
const ROWS_IN_SIGHT = 25

/** The Prometheus that is chosen above the panels. */
const chosen = { type: 'prometheus', uid: '${datasource}' }
const aTarget: unknown = expect.objectContaining({
  datasource: chosen,
  expr: expect.stringMatching(/./),
  legendFormat: expect.stringMatching(/./),
  refId: expect.stringMatching(/^[A-Z]$/),
})

const named = dashboards.map((dashboard) => [dashboard.title ?? '', dashboard] as const)

it('are the three of the architecture', () => {
  expect(named.map(([title]) => title)).toEqual(['Application', 'Redis', 'Performance'])
})

describe.each(named)('%s', (_title, dashboard) => {
  it('is committed as it is here; `pnpm dashboards` writes it', async () => {
    expect(await readFile(fileOf(dashboard), 'utf8')).toBe(textOf(dashboard))
  })

  it('keeps its panels inside the grid, none above another', () => {
    const taken = new Map<string, string>()
    for (const { title, gridPos } of all(dashboard)) {
      const { x = -1, y = -1, w = 0, h = 0 } = gridPos ?? {}
      expect([x >= 0, w > 0, x + w <= COLUMNS, h > 0]).toEqual([true, true, true, true])
      for (const cell of cells({ x, y, w, h })) {
        expect(taken.get(cell), `${title} is where that is`).toBeUndefined()
        taken.set(cell, title ?? '')
      }
    }
  })

  it('shows what matters on one screen', () => {
    const rows = inSight(dashboard).map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0))
    expect(Math.max(...rows)).toBeLessThanOrEqual(ROWS_IN_SIGHT)
  })

  it('says of every panel what it is, and where its figures are from', () => {
    for (const panel of charts(dashboard)) {
      const { title, description, datasource, targets } = panel
      const unit = panel.fieldConfig?.defaults.unit ?? Object(panel.options).yAxis?.unit
      expect({ title, description, unit, datasource, targets }).toEqual({
        title: expect.stringMatching(/./),
        description: expect.stringMatching(/^\S.{9,}[.;]$/),
        unit: expect.toBeOneOf(Object.values(units)),
        datasource: chosen,
        targets: (targets ?? []).map(() => aTarget),
      })
      expect(targets).not.toEqual([])
    }
  })

  it('gives every panel a number, and every title once', () => {
    const ids = all(dashboard).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const titles = charts(dashboard).map(({ type, title }) => `${type} ${title}`)
    const often = titles.filter((title, index) => titles.indexOf(title) !== index)
    expect(often).toEqual([])
  })

  it('can be asked of another Prometheus, and of some pods only', () => {
    const variables = dashboard.templating?.list ?? []
    const narrowed = dashboard.title === 'Redis' ? 'instance' : 'pod'
    expect(variables.map(({ type, name }) => [type, name])).toEqual([
      ['datasource', 'datasource'],
      ['query', narrowed],
    ])
    expect(JSON.stringify(dashboard.panels)).toContain(`$${narrowed}`)
  })
})

interface Cells {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

function cells({ x, y, w, h }: Cells): string[] {
  return Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`)
}

/** Charts and the rows that fold them away. */
function all({ panels = [] }: Dashboard): Pick<Panel, 'id' | 'title' | 'gridPos'>[] {
  return [...panels, ...panels.flatMap((panel) => ('panels' in panel ? panel.panels : []))]
}

function charts({ panels = [] }: Dashboard): Panel[] {
  return panels.flatMap((panel) => ('panels' in panel ? panel.panels : [panel]))
}

function inSight({ panels = [] }: Dashboard): Panel[] {
  return panels.filter((panel) => !('panels' in panel))
}
