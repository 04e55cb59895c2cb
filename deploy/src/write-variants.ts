/** Usage: write-variants.ts <folder>. Writes the YAML of every variant there, for checkers to read. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copyDeploy } from './deploy-copy.ts'
import { overlays, variants } from './variants.ts'

const [target] = process.argv.slice(2)
if (target === undefined) throw new Error('Expected a folder: write-variants.ts <folder>')
await mkdir(target, { recursive: true })
const copy = await copyDeploy()
try {
  for (const overlay of overlays) await copy.run('make-secrets', overlay)
  for (const variant of variants)
    await writeFile(join(target, `${variant.name}.yaml`), await copy.build(variant))
} finally {
  await copy.remove()
}
