import type { Command } from 'commander'
import { DEFAULT_URL } from './server-address.ts'

/** Options that every command has which talks to a server. */
export interface ServerOptions {
  readonly url?: string
  readonly key?: string
  readonly profile?: string
  readonly verbose?: true
}

/** Adds what every command needs that talks to a server. */
export function addServerOptions(command: Command): Command {
  return command
    .optionsGroup('Server:')
    .option('--profile <name>', 'server to talk to, by its name in "cstore profiles"')
    .option('--url <url>', `or by its address (default: CSTORE_URL, or ${DEFAULT_URL})`)
    .option(
      '--key <key>',
      'API key (default: CSTORE_API_KEY, that of the profile, CSTORE_ADMIN_KEY or, for a server ' +
        'on this machine, the file admin-key in CSTORE_DATA_DIR or ./.cstore)',
    )
    .optionsGroup('Options:')
    .option('-v, --verbose', 'show requests and header fields of answers')
}
