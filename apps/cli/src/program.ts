import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { devMongoCommand } from './commands/dev-mongo.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { keysCommand } from './commands/keys.ts'
import { serveCommand } from './commands/serve.ts'
import type { Context } from './context.ts'

/** The whole command line. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(context: Context): Command {
  const program = new Command('cstore')
    .description('A document store over MongoDB whose cached reads are never stale.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', '\nExample:\n  cstore serve')
  for (const make of [serveCommand, importCommand, exportCommand, keysCommand, devMongoCommand]) {
    program.addCommand(make(context))
  }
  for (const command of withCommandsOf(program)) {
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

/** A command and all below it. */
function withCommandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommandsOf)]
}
