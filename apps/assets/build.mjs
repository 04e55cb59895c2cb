/** Bundles the command into one file, and one for the threads that compress. Argument: where to. */
import { rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'

const OUT = process.argv[2] ?? join(import.meta.dirname, 'dist')
const require = createRequire(import.meta.url)
const library = join(require.resolve('@cstore/assets'), '..')

await rm(OUT, { recursive: true, force: true })
await build({
  entryPoints: {
    'cstore-assets': join(import.meta.dirname, 'src', 'main.ts'),
    // Beside the command, where it looks for it.
    'encode-worker': join(library, 'encodings', 'encode-worker.ts'),
  },
  outdir: OUT,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  sourcemap: true,
  logLevel: 'warning',
  // Packages in the older module format call `require` for Node.js's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
})
