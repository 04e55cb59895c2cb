import type { CStoreClient } from '@cstore/client'
import type { ValidationReport } from '@cstore/contracts'
import { Command } from 'commander'
import { EXIT } from '../../cli-errors.ts'
import type { Context } from '../../context.ts'
import { JSON_SOURCE, readJsonObject } from '../../input/read-json.ts'
import { collection } from '../../option-values.ts'
import { table } from '../../output/table.ts'
import { write } from '../../output/write.ts'
import { startLaterProgress } from '../../progress/progress.ts'
import { addServerOptions, type ServerOptions } from '../../server/server-options.ts'
import { useClient } from '../../server/use-client.ts'

interface ValidateOptions extends ServerOptions {
  readonly schema?: string
  readonly json?: true
  readonly quiet?: true
}

export function validateCommand(context: Context): Command {
  const command = new Command('validate')
    .description(
      'Report which documents do not satisfy the schema of their collection, or another one. Changes nothing.',
    )
    .argument('<collection>', 'the collection', collection)
    .option('--schema <schema>', `the one to try: ${JSON_SOURCE}`)
    .option('--json', 'print {"id", "errors"} on a line for each of them')
    .option('--quiet', 'show no progress and no summary')
  return addServerOptions(command)
    .addHelpText(
      'after',
      '\nExit codes: 0 all satisfy it, 1 some do not, 2 wrong usage or no connection.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  cstore collections validate movies\n' +
        '  cstore collections validate movies --schema stricter.json --json | jq -r .id',
    )
    .action((name: string, options: ValidateOptions) => validate(name, options, context))
}

type Invalid = ValidationReport['invalid'][number]

async function validate(name: string, options: ValidateOptions, context: Context): Promise<void> {
  const { stdin, stdout, stderr } = context
  const { schema: source, json, quiet = false } = options
  const schema =
    source === undefined ? undefined : await readJsonObject(source, { stdin, what: 'schema' })
  const progress = startLaterProgress({ output: stderr, totalBytes: null, quiet, now: Date.now })
  const counts = { checked: 0, invalid: 0 }
  try {
    await useClient(options, context, async (client) => {
      for await (const report of reports(client, name, schema)) {
        counts.checked += report.checked
        const isFirst = counts.invalid === 0
        counts.invalid += report.invalid.length
        progress.update({ bytes: 0, documents: counts.checked })
        const found = json ? lines(report.invalid) : rows(report.invalid, isFirst, context)
        // On the same terminal the bar has to make room for it.
        if (stdout.isTTY !== true) await write(stdout, found)
        else if (found !== '') progress.log(found.trimEnd())
      }
    })
  } finally {
    progress.stop()
  }
  if (!quiet) await write(stderr, `${summary(name, counts)}\n`)
  if (counts.invalid > 0) context.exitWith(EXIT.failed)
}

async function* reports(
  client: CStoreClient,
  name: string,
  schema: Record<string, unknown> | undefined,
): AsyncGenerator<ValidationReport, void> {
  for (let after: string | null | undefined; after !== null;) {
    const report = await client.validate(name, {
      ...(schema ? { schema } : {}),
      ...(after === undefined ? {} : { after }),
    })
    yield report
    after = report.next
  }
}

function lines(invalid: readonly Invalid[]): string {
  return invalid.map((one) => `${JSON.stringify(one)}\n`).join('')
}

function rows(invalid: readonly Invalid[], isFirst: boolean, { stdout }: Context): string {
  if (invalid.length === 0) return ''
  const columns = [{ title: 'ID', isWhole: true }, { title: 'AT' }, { title: 'PROBLEM' }]
  const all = invalid.flatMap(({ id, errors }) =>
    errors.map(({ pointer, detail }) => [id, pointer || '(document)', detail]),
  )
  const text = table(columns, all, { output: stdout, maxCell: 100 })
  return isFirst ? text : text.slice(text.indexOf('\n') + 1)
}

function summary(name: string, { checked, invalid }: { checked: number; invalid: number }): string {
  const all = `${checked.toLocaleString('en')} document${checked === 1 ? '' : 's'}`
  if (invalid === 0) return `${name}: ${all}, and all satisfy the schema.`
  return `${name}: of ${all} ${invalid.toLocaleString('en')} do not satisfy the schema.`
}
