import { Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../../cli-errors.ts'
import type { Context } from '../../context.ts'
import { readSecret } from '../../input/read-secret.ts'
import type { OutputOptions } from '../../output/output-options.ts'
import { readProfiles, writeProfiles } from '../../profiles/profile-file.ts'
import { addTellingOptions, shownProfile, tellProfiles } from '../../profiles/tell-profiles.ts'
import { requireUsable } from '../../server/access-key.ts'
import { serverAddress, shownAddress } from '../../server/server-address.ts'

interface AddOptions extends OutputOptions {
  readonly url: string
  readonly key?: string
  readonly replace?: true
  readonly use?: true
}

export function addCommand(context: Context): Command {
  const command = new Command('add')
    .description('Keep a server under a name. Without --key, a terminal asks for one.')
    .argument('<name>', 'letters, digits, ".", "_" and "-"', profileName)
    .requiredOption('--url <url>', 'address of the server')
    .option('--key <key>', 'API key; - reads it from standard input')
    .option('--use', 'use it from now on where nothing else is said')
    .option('--replace', 'in place of the profile that has this name')
  return addTellingOptions(command)
    .addHelpText(
      'after',
      '\nExamples:\n  cstore profiles add production --url https://cstore.example.com --use\n' +
        '  pass show cstore | cstore profiles add production --url https://cstore.example.com --key -',
    )
    .action((name: string, options: AddOptions) => add(name, options, context))
}

async function add(name: string, options: AddOptions, context: Context): Promise<void> {
  const url = shownAddress(serverAddress(options.url, '--url'))
  const profiles = await readProfiles(context.environment)
  if (profiles.byName.has(name) && !options.replace) {
    throw new UsageError(`There is a profile ${name} already. Give --replace to replace it.`)
  }
  const key = await keyOf(options, context)
  const profile = { url, ...(key === '' ? {} : { key }) }
  const byName = new Map(profiles.byName).set(name, profile)
  const current = options.use ? name : profiles.current
  await writeProfiles({ current, byName }, context.environment)
  const where = `${url}, ${key === '' ? 'without a key' : 'with a key'}`
  const use = options.use
    ? 'It is in use.'
    : `Use it: --profile ${name}, or "cstore profiles use ${name}".`
  const changed = {
    json: shownProfile(name, profile, current),
    sentence: `${name} is ${where}. ${use}`,
  }
  await tellProfiles(changed, options, context)
}

async function keyOf({ key }: AddOptions, context: Context): Promise<string> {
  const given =
    key === undefined || key === '-'
      ? await readSecret('API key (none: Enter):', { fromStdin: key === '-' }, context)
      : key.trim()
  if (given !== '') requireUsable({ key: given, source: key === '-' ? 'standard input' : '--key' })
  return given
}

function profileName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/u.test(text)) return text
  throw new InvalidArgumentError(
    'Expected a letter or digit, followed by at most 63 letters, digits, ".", "_" or "-".',
  )
}
