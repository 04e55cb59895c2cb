import { relative } from 'node:path'
import type { Writable } from 'node:stream'
import type { Config } from '@cstore/config'
import type { AdminKey } from './admin-key.ts'

export interface Announcement {
  readonly url: string
  readonly config: Config
  /** The key that embedded mode made or found. */
  readonly made: AdminKey | null
  readonly version: string
  /** Whether the console is served at `url`. */
  readonly console: boolean
}

/** What a person wants to know once the server is up. A key is shown only when it is new. */
export function announce(output: Writable, announcement: Announcement): void {
  const { url, config, made, version } = announcement
  const lines = [
    `CStore ${version} is ready.`,
    '',
    ...(announcement.console ? [`  console    ${url}/`] : []),
    `  API        ${url}/api/v1`,
    `  docs       ${url}/api/docs`,
    `  database   ${config.mongodbUri === undefined ? `embedded, in ${config.dataDir} (for trying and development)` : 'MongoDB'}`,
    `  cache      ${config.redisUrl === undefined ? 'memory of this process' : 'Redis'}`,
    `  admin key  ${whereTheKeyIs(config, made)}`,
    ...warnings(config).flatMap((warning) => ['', `  ${warning}`]),
    '',
  ]
  output.write(`${lines.join('\n')}\n`)
}

function whereTheKeyIs({ adminKey }: Config, made: AdminKey | null): string {
  if (adminKey !== undefined) return 'as CSTORE_ADMIN_KEY says'
  if (!made) return 'none is set: keys made earlier work (CSTORE_ADMIN_KEY sets one)'
  const fromHere = relative(process.cwd(), made.file)
  const file = fromHere.startsWith('..') ? made.file : fromHere
  return made.isNew ? `${made.key} (kept in ${file})` : `in ${file}`
}

function warnings({ mongodbUri, redisUrl }: Config): string[] {
  if (mongodbUri === undefined || redisUrl !== undefined) return []
  return [
    'Reads are coherent only while this is the only process that writes to this database: set REDIS_URL to run more.',
  ]
}
