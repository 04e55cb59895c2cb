import { inject } from 'vitest'
import { findNginx } from './processes/find-nginx.ts'
import { type CdnOptions, type CdnServer, startCdnProcess } from './servers/cdn-process.ts'
import { serviceMissing } from './service-missing.ts'

/** The CDN over a folder. Without nginx the test that asks is skipped, or fails if services are required. */
export async function startCdn(options: CdnOptions): Promise<CdnServer> {
  const backend = inject('cstoreNginx')
  if (!backend.found) return serviceMissing('nginx', backend.reason)
  const command = await findNginx()
  if (command === null) return serviceMissing('nginx', 'nginx is not on PATH')
  return startCdnProcess(command, options)
}
