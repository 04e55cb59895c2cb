/**
 * Usage: without-kubernetes.mjs <prometheus.yaml>. Rewrites a configuration for a machine that is no pod: discovery
 * becomes a fixed target, and files of the service account become this one.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../deploy/package.json', import.meta.url))
const { dump, load } = require('js-yaml')
const [file] = process.argv.slice(2)
const configuration = load(readFileSync(file, 'utf8'))
for (const job of configuration.scrape_configs) {
  if (job.kubernetes_sd_configs === undefined) continue
  delete job.kubernetes_sd_configs
  job.static_configs = [{ targets: ['localhost:1'] }]
  if (job.authorization !== undefined) job.authorization.credentials_file = file
  if (job.tls_config !== undefined) job.tls_config.ca_file = file
}
writeFileSync(file, dump(configuration))
