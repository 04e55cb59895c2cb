import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { devMongoCommand } from './commands/dev-mongo.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { serveCommand } from './commands/serve.ts'
import type { Context } from './context.ts'

/** The whole command line. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(context: Context): Command {
  const program = new Command('cstore')
    .description('A document store over MongoDB whose cached reads are never stale.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nExample:\n  cstore serve')
  for (const make of [serveCommand, importCommand, exportCommand, devMongoCommand]) {
    program.addCommand(make(context))
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => context.stdout.write(text),
        writeErr: (text) => context.stderr.write(text),
      })
      .helpOption('-h, --help', 'print this help')
  }
  return program
}
