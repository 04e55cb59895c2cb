import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { pruneCommand } from './commands/prune.ts'
import { publishCommand } from './commands/publish.ts'
import { verifyCommand } from './commands/verify.ts'
import type { Context } from './context.ts'

/** The whole command line. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(context: Context): Command {
  const program = new Command('cstore-assets')
    .description('Publish the console and other files into the folder that a CDN serves.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .addHelpText('after', '\nExample:\n  cstore-assets publish --target /srv/cstore')
  for (const make of [publishCommand, verifyCommand, pruneCommand]) {
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
