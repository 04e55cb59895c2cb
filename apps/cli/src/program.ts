import { Command } from 'commander'
import packageJson from '../package.json' with { type: 'json' }
import { backupCommand } from './commands/backup.ts'
import { collectionsCommand } from './commands/collections.ts'
import { createCommand } from './commands/create.ts'
import { deleteCommand } from './commands/delete.ts'
import { devMongoCommand } from './commands/dev-mongo.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { getCommand } from './commands/get.ts'
import { importCommand } from './commands/import.ts'
import { keysCommand } from './commands/keys.ts'
import { patchCommand } from './commands/patch.ts'
import { profilesCommand } from './commands/profiles.ts'
import { purgeCommand } from './commands/purge.ts'
import { putCommand } from './commands/put.ts'
import { queryCommand } from './commands/query.ts'
import { restoreCommand } from './commands/restore.ts'
import { serveCommand } from './commands/serve.ts'
import { statsCommand } from './commands/stats.ts'
import type { Context } from './context.ts'

const GROUPS = {
  'Documents:': [getCommand, queryCommand, createCommand, putCommand, patchCommand, deleteCommand],
  'Collections:': [collectionsCommand, importCommand, exportCommand, purgeCommand],
  'Server:': [
    serveCommand,
    statsCommand,
    doctorCommand,
    keysCommand,
    backupCommand,
    restoreCommand,
    devMongoCommand,
  ],
  'This command:': [profilesCommand],
}

const ENDING = `
Exit codes: 0 done, 1 refused or not found, 2 wrong usage, or trouble with a file or the connection.

Examples:
  cstore serve
  cstore get movies brazil
  cstore query movies --filter '{"year": {"$gte": 1980}}' --sort -year`

/** The whole command line. Parsing throws CommanderError instead of ending the process. */
export function buildProgram(context: Context): Command {
  const program = new Command('cstore')
    .description('A document store over MongoDB whose cached reads are never stale.')
    .version(packageJson.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', ENDING)
  for (const [heading, commands] of Object.entries(GROUPS)) {
    program.commandsGroup(heading)
    for (const make of commands) program.addCommand(make(context))
  }
  for (const command of withCommandsOf(program)) {
    command
      .exitOverride()
      .configureOutput({
        writeOut: (text) => context.stdout.write(text),
        writeErr: (text) => context.stderr.write(text),
        outputError: (text, show) => show(withHint(text, command)),
      })
      .helpOption('-h, --help', 'print this help')
    const isParent = command.commands.length > 0
    if (isParent) command.helpCommand('help [command]', 'print the help of a command')
  }
  return program
}

/** A command and all below it. */
function withCommandsOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withCommandsOf)]
}

/** What is taken for an option may be an id. */
function withHint(text: string, command: Command): string {
  const takesIds = command.registeredArguments.some((argument) => argument.name() === 'id')
  const [, option] = /^error: unknown option '([^']*)'/u.exec(text) ?? []
  if (!takesIds || option === undefined) return text
  return `${text}If that is an id: options first, then --, then the rest: cstore ${command.name()} -- … ${option}\n`
}
