import { Command } from 'commander'
import { EXIT } from '../cli-errors.ts'
import type { Context } from '../context.ts'
import type { Area } from '../doctor/check.ts'
import { areaText, summaryText } from '../doctor/report.ts'
import { write, writeJson } from '../output/write.ts'
import { findServer } from '../server/find-server.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'

interface DoctorOptions extends ServerOptions {
  readonly json?: true
}

export function doctorCommand(context: Context): Command {
  const command = new Command('doctor')
    .summary('check what serve needs, and a server that runs')
    .description(
      'Check what "cstore serve" would find here (its variables, MongoDB, Redis, port and folder) and a ' +
        'server that runs, and say how to mend what is wrong. Changes nothing.',
    )
    .option('--json', 'print {"ok", "areas"} on one line')
  return addServerOptions(command)
    .addHelpText('after', '\nExit codes: 0 nothing has failed, 1 something has.')
    .addHelpText(
      'after',
      '\nExamples:\n  MONGODB_URI=mongodb://db REDIS_URL=redis://cache cstore doctor\n' +
        '  cstore doctor --profile production --json',
    )
    .action((options: DoctorOptions) => doctor(options, context))
}

async function doctor(options: DoctorOptions, context: Context): Promise<void> {
  const { stdout } = context
  // Before anything is looked at: what names no server is wrong usage.
  await findServer(options, context.environment)
  const { examine } = await import('../doctor/examine.ts')
  const areas: Area[] = []
  for (const { title, checks } of examine(options, context)) {
    const area = { title, checks: await checks }
    areas.push(area)
    if (!options.json) await write(stdout, areaText(area, stdout))
  }
  const isOk = areas.every(({ checks }) => checks.every(({ status }) => status !== 'fail'))
  if (options.json) await writeJson(stdout, { ok: isOk, areas })
  else await write(stdout, `${summaryText(areas, stdout)}\n`)
  context.exitWith(isOk ? EXIT.ok : EXIT.failed)
}
