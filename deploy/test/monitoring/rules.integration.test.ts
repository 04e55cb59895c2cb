/** Every alert can be acted upon, and is tested by promtool (`.ci/deploy-checks`): told, and not told. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { isList, parseObject, textAt, type Value, valueAt } from '../../src/kubernetes-object.ts'
import { metricsOf, panelExpressions, type Rule, rules } from './expressions.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const testsFolder = join(root, 'deploy', 'base', 'prometheus', 'rules-tests')

interface Check {
  readonly file: string
  readonly name: string
  readonly fires: boolean
}

let alerts: Rule[] = []
let recorded: Rule[] = []
/** Of all files, with the file they are of. */
let checks: Check[] = []

beforeAll(async () => {
  const all = await rules()
  alerts = all.filter(({ kind }) => kind === 'alert')
  recorded = all.filter(({ kind }) => kind === 'record')
  const files = await readdir(testsFolder)
  checks = (await Promise.all(files.map(checksIn))).flat()
})

async function checksIn(file: string): Promise<Check[]> {
  const tests = listAt(parseObject(await readFile(join(testsFolder, file), 'utf8')), 'tests')
  return tests
    .flatMap((test) => listAt(test, 'alert_rule_test'))
    .map((check) => ({
      file,
      name: textAt(check, 'alertname'),
      fires: listAt(check, 'exp_alerts').length > 0,
    }))
}

/** Names of the alerts that such a check is of, each once. */
function checked(such: (check: Check) => boolean): string[] {
  return [...new Set(checks.filter(such).map(({ name }) => name))].toSorted()
}

function listAt(value: Value, path: string): readonly Value[] {
  const found = valueAt(value, path)
  return isList(found) ? found : []
}

describe('alerts', () => {
  it('say how urgent they are, what is wrong, what it means and where to read on', () => {
    const told = alerts.map(({ name, rule }) => ({
      name,
      severity: textAt(rule, 'labels severity'),
      annotations: valueAt(rule, 'annotations'),
    }))
    expect(told).toEqual(
      alerts.map(({ name }) => ({
        name,
        severity: expect.stringMatching(/^(page|ticket)$/),
        annotations: {
          summary: expect.stringMatching(/[^.]$/),
          description: expect.stringMatching(/\.$/),
          runbook: `docs/operations.md#${name.toLowerCase()}`,
        },
      })),
    )
  })

  it('have a section each in the operations page, which has no others', async () => {
    const page = await readFile(join(root, 'docs', 'operations.md'), 'utf8')
    const [, section = ''] = /\n### Alerts\n([\s\S]*?)\n##?#? /.exec(page) ?? []
    const headings = [...section.matchAll(/^#### (\S+)$/gm)].map(([, heading]) => heading)
    expect(headings.toSorted()).toEqual(alerts.map(({ name }) => name).toSorted())
  })

  it('are tested each: told, not told any more, and not told while all is well', () => {
    const names = alerts.map(({ name }) => name).toSorted()
    expect(checked(({ fires }) => fires)).toEqual(names)
    expect(checked(({ file, fires }) => !fires && file !== 'well.test.yaml')).toEqual(names)
    expect(checked(({ file, fires }) => !fires && file === 'well.test.yaml')).toEqual(names)
  })
})

it('what is recorded is used', () => {
  const asked = [...alerts, ...recorded, ...panelExpressions()]
  const used = new Set(asked.flatMap(({ expression }) => metricsOf(expression)))
  expect(recorded.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([])
})
