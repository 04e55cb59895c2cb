/**
 * Usage: without-kubernetes.ts <prometheus.yaml>. Rewrites a configuration for a machine that is no
 * pod: discovery becomes a fixed target, and files of the service account become this one.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { dump } from 'js-yaml'
import { isList, parseObject, type Value } from './kubernetes-object.ts'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Expected a file: without-kubernetes.ts <prometheus.yaml>')
await writeFile(file, dump(rewritten(parseObject(await readFile(file, 'utf8')), file)))

function rewritten(value: Value, own: string): Value {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((element) => rewritten(element, own))
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => {
      if (name === 'kubernetes_sd_configs') return ['static_configs', [{ targets: ['there:1'] }]]
      if (name === 'ca_file' || name === 'credentials_file') return [name, own]
      return [name, rewritten(child, own)]
    }),
  )
}
