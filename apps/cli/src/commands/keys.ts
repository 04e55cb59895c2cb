import type { Role } from '@cstore/contracts'
import { Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { asKeyList, asShownKey } from '../keys/key-answers.ts'
import { keyLine, keyTable } from '../keys/key-table.ts'
import { duration, moment } from '../keys/time-options.ts'
import { collection } from '../option-values.ts'
import { connectClient, type ApiClient, type ServerOptions } from '../server/api-client.ts'
import { addServerOptions } from '../server/server-options.ts'

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
  const keys = new Command('keys').description(
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
  const body = JSON.stringify({ name, role, collections, expiresAt })
  await show({ path: '/keys', body }, options, context)
}

function listCommand(context: Context): Command {
  return withCommon(new Command('list').description('List the keys, without their secrets.'))
    .addHelpText('after', '\nExample:\n  cstore keys list --json')
    .action((options: KeysOptions) => list(options, context))
}

async function list(options: KeysOptions, context: Context): Promise<void> {
  const client = await connectClient(options, context.environment)
  const answer = await client.json({ method: 'GET', path: '/keys' })
  const keys = asKeyList(answer)
  if (!keys) throw client.notCStore()
  if (options.json) context.stdout.write(`${JSON.stringify(answer)}\n`)
  else if (keys.length === 0) context.stderr.write('There are no keys yet.\n')
  else context.stdout.write(keyTable(keys, Date.now()))
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
  const path = `/keys/${encodeURIComponent(id)}/rotate`
  await show({ path, body: JSON.stringify({ graceMs, expiresAt }) }, options, context)
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
  const client = await connectClient(options, context.environment)
  await client.send({ method: 'DELETE', path: `/keys/${encodeURIComponent(id)}` })
  if (options.json) context.stdout.write(`${JSON.stringify({ id, revoked: true })}\n`)
  else context.stderr.write(`Key ${id} is revoked.\n`)
}

function withCommon(command: Command): Command {
  return addServerOptions(command.option('--json', 'print the answer as JSON'))
}

/** The secret alone goes to standard output, so that a script can take it from there. */
async function show(
  request: { readonly path: string; readonly body: string },
  options: KeysOptions,
  context: Context,
): Promise<void> {
  const client: ApiClient = await connectClient(options, context.environment)
  const headers = { 'content-type': 'application/json' }
  const answer = await client.json({ method: 'POST', headers, ...request })
  const shown = asShownKey(answer)
  if (!shown) throw client.notCStore()
  if (options.json) {
    context.stdout.write(`${JSON.stringify(answer)}\n`)
    return
  }
  context.stderr.write(`${keyLine(shown.info)} ${ONCE}\n`)
  context.stdout.write(`${shown.secret}\n`)
}
