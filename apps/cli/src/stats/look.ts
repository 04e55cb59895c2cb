import type { CStoreClient } from '@cstore/client'
import type { Health } from '@cstore/contracts'
import { CliError } from '../cli-errors.ts'
import type { ApiClient } from '../server/api-client.ts'
import { parseMetrics } from './parse-metrics.ts'
import { Snapshot } from './snapshot.ts'

export interface Look {
  readonly health: Health
  readonly snapshot: Snapshot
}

interface Asked {
  readonly client: CStoreClient
  /** For what the client does not have. */
  readonly api: ApiClient
}

/** Asks a server how it is. @throws CliError when its metrics are not to be had. */
export async function look({ client, api }: Asked): Promise<Look> {
  // In turn, so that of these requests only the one for the metrics is among those in flight.
  const health = await client.health()
  const { status, text } = await api.open('/metrics')
  const samples = parseMetrics(text)
  if (status !== 200 || !samples.some(({ name }) => name.startsWith('cstore_'))) {
    throw new CliError(
      'CSTORE_CLI_METRICS',
      `/metrics is not to be had there (${status}). Ask a server itself: proxies should not pass it on.`,
    )
  }
  return { health, snapshot: new Snapshot(samples, Date.now()) }
}
