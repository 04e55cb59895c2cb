/** Every alert can be acted upon, and is tested by promtool (`.ci/deploy-checks`): told, and not told. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isList, parseObject, textAt, type Value, valueAt } from '../../src/kubernetes-object.ts'
import { metricsOf, panelExpressions, type Rule, rules } from './expressions.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const testsFolder = join(root, 'deploy', 'base', 'prometheus', 'rules-tests')

let alerts: Rule[] = []
let recorded: Rule[] = []
/** Of all files, with the file they are of. */
let checks: { readonly file: string; readonly name: string; readonly fires: boolean }[] = []

beforeAll(async () => {
  const all = await rules()
  alerts = all.filter(({ kind }) => kind === 'alert')
  recorded = all.filter(({ kind }) => kind === 'record')
  const files = await readdir(testsFolder)
  checks = (await Promise.all(files.map(checksIn))).flat()
})

async function checksIn(file: string): Promise<typeof checks> {
  const tests = listAt(parseObject(await readFile(join(testsFolder, file), 'utf8')), 'tests')
  return tests
    .flatMap((test) => listAt(test, 'alert_rule_test'))
    .map((check) => ({
      file,
      name: textAt(check, 'alertname'),
      fires: listAt(check, 'exp_alerts').length > 0,
    }))
}

function listAt(value: Value, path: string): readonly Value[] {
  const found = valueAt(value, path)
  return isList(found) ? found : []
}

describe('alerts', () => {
  it('say how urgent they are, what is wrong, what it means and where to read on', () => {
    for (const { name, rule } of alerts) {
      expect(['page', 'ticket'], name).toContain(textAt(rule, 'labels severity'))
      expect(textAt(rule, 'annotations summary'), name).toMatch(/[^.]$/)
      expect(textAt(rule, 'annotations description'), name).toMatch(/\.$/)
      expect(textAt(rule, 'annotations runbook')).toBe(`docs/operations.md#${name.toLowerCase()}`)
    }
  })

  it('have a section each in the operations page, which has no others', async () => {
    const page = await readFile(join(root, 'docs', 'operations.md'), 'utf8')
    const [, section = ''] = /\n### Alerts\n([\s\S]*?)\n##?#? /.exec(page) ?? []
    const headings = [...section.matchAll(/^#### (\S+)$/gm)].map(([, heading]) => heading)
    expect(headings.toSorted()).toEqual(alerts.map(({ name }) => name).toSorted())
  })

  it('are tested each: told, not told any more, and not told while all is well', () => {
    const names = alerts.map(({ name }) => name).toSorted()
    const those = (wanted: (check: (typeof checks)[number]) => boolean): string[] =>
      [...new Set(checks.filter(wanted).map(({ name }) => name))].toSorted()
    expect(those(({ fires }) => fires)).toEqual(names)
    expect(those(({ file, fires }) => !fires && file !== 'well.test.yaml')).toEqual(names)
    expect(those(({ file, fires }) => !fires && file === 'well.test.yaml')).toEqual(names)
  })
})

it('what is recorded is used', () => {
  const used = [...alerts, ...recorded, ...panelExpressions()].flatMap(({ expression }) =>
    metricsOf(expression),
  )
  expect(recorded.map(({ name }) => name).filter((name) => !used.includes(name))).toEqual([])
})
