import type { CStoreClient } from '@cstore/client'
import type { ApiKeyCreated, Role } from '@cstore/contracts'
import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { keyLine, keyTable } from '../keys/key-table.ts'
import { collection } from '../option-values.ts'
import { write, writeJson } from '../output/write.ts'
import { addServerOptions, type ServerOptions } from '../server/server-options.ts'
import { useClient } from '../server/use-client.ts'
import { duration, moment } from '../time-options.ts'

interface KeysOptions extends ServerOptions {
  readonly json?: true
}

interface CreateOptions extends KeysOptions {
  readonly name: string
  readonly role: Role
  readonly collection?: readonly string[]
  readonly expires?: string
}

interface RotateOptions extends KeysOptions {
  readonly grace?: number
  readonly expires?: string
}

const EXPIRES = 'when it ends: a date, a time, or a time span such as 90d'
const ONCE = 'Keep it now: it is shown this once.'

export function keysCommand(context: Context): Command {
  const keys = new Command('keys')
    .summary('make, list, renew and end API keys')
    .description(
      'Make, list, renew and end API keys. Every one of these needs a key of an administrator.',
    )
  for (const make of [createCommand, listCommand, rotateCommand, revokeCommand]) {
    keys.addCommand(make(context))
  }
  return keys.addHelpText('after', '\nExample:\n  cstore keys create --name website --role reader')
}

function createCommand(context: Context): Command {
  const command = new Command('create')
    .description('Make a key and print it.')
    .requiredOption('--name <name>', 'what it is for, up to 100 characters')
    .addOption(
      new Option('--role <role>', 'what it may do')
        .choices(['reader', 'writer', 'admin'])
        .makeOptionMandatory(),
    )
    .option('--collection <name>', 'only this collection; may be repeated', collect)
    .option('--expires <time>', EXPIRES, moment)
  return withCommon(command)
    .addHelpText(
      'after',
      '\nExample:\n  cstore keys create --name importer --role writer --collection movies --expires 90d',
    )
    .action((options: CreateOptions) => create(options, context))
}

function collect(name: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), collection(name)]
}

async function create(options: CreateOptions, context: Context): Promise<void> {
  const { name, role, collection: collections, expires: expiresAt } = options
  const wanted = {
    name,
    role,
    ...(collections ? { collections: [...collections] } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
  await show((client) => client.keys.create(wanted), options, context)
}

function listCommand(context: Context): Command {
  return withCommon(new Command('list').description('List the keys, without their secrets.'))
    .addHelpText('after', '\nExample:\n  cstore keys list --json')
    .action((options: KeysOptions) => list(options, context))
}

async function list(options: KeysOptions, context: Context): Promise<void> {
  const { stdout, stderr } = context
  const keys = await useClient(options, context, (client) => client.keys.list())
  if (options.json) await writeJson(stdout, { keys })
  else if (keys.length === 0) await write(stderr, 'There are no keys yet.\n')
  else await write(stdout, keyTable(keys, Date.now(), stdout))
}

function rotateCommand(context: Context): Command {
  const command = new Command('rotate')
    .description('Give a key a new secret and print it. The one before ends at once, or later.')
    .argument('<id>', 'id of the key, as "keys list" shows it')
    .option('--grace <span>', 'how long the secret before stays good, such as 12h', duration)
    .option('--expires <time>', EXPIRES, moment)
  return withCommon(command)
    .addHelpText('after', '\nExample:\n  cstore keys rotate 0a1b2c3d4e5f --grace 12h')
    .action((id: string, options: RotateOptions) => rotate(id, options, context))
}

async function rotate(id: string, options: RotateOptions, context: Context): Promise<void> {
  const { grace: graceMs, expires: expiresAt } = options
  const wanted = {
    ...(graceMs === undefined ? {} : { graceMs }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
  await show((client) => client.keys.rotate(id, wanted), options, context)
}

function revokeCommand(context: Context): Command {
  const command = new Command('revoke')
    .description('End a key for good, on every server within a second.')
    .argument('<id>', 'id of the key, as "keys list" shows it')
  return withCommon(command)
    .addHelpText('after', '\nExample:\n  cstore keys revoke 0a1b2c3d4e5f')
    .action((id: string, options: KeysOptions) => revoke(id, options, context))
}

async function revoke(id: string, options: KeysOptions, context: Context): Promise<void> {
  await useClient(options, context, (client) => client.keys.revoke(id))
  if (options.json) await writeJson(context.stdout, { id, revoked: true })
  else await write(context.stderr, `Key ${id} is revoked.\n`)
}

function withCommon(command: Command): Command {
  return addServerOptions(command.option('--json', 'print the answer as JSON'))
}

/** The secret alone goes to standard output, so that a script can take it from there. */
async function show(
  ask: (client: CStoreClient) => Promise<ApiKeyCreated>,
  options: KeysOptions,
  context: Context,
): Promise<void> {
  const made = await useClient(options, context, ask)
  if (options.json) return writeJson(context.stdout, made)
  await write(context.stderr, `${keyLine(made)} ${ONCE}\n`)
  await write(context.stdout, `${made.key}\n`)
}
