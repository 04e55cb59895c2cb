import type { Command } from 'commander'
import { DEFAULT_URL } from './server-address.ts'

/** Adds what every command needs that talks to a server. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--url <url>', `address of the server (default: CSTORE_URL, or ${DEFAULT_URL})`)
    .option(
      '--key <key>',
      'API key (default: CSTORE_API_KEY, CSTORE_ADMIN_KEY or, for a server on this machine, ' +
        'the file admin-key in CSTORE_DATA_DIR or ./.cstore)',
    )
}
