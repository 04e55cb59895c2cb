/** Bundles the command, server and all, into one file that starts fast, with the pages it serves. */
import { cp, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

const OUT = join(import.meta.dirname, 'dist')
const api = createRequire(new URL('../api/package.json', import.meta.url))
const docs = dirname(api.resolve('swagger-ui-dist/package.json'))

await rm(OUT, { recursive: true, force: true })
await build({
  entryPoints: [join(import.meta.dirname, 'src', 'main.ts')],
  outfile: join(OUT, 'cstore.js'),
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
  // Optional parts of the MongoDB driver, which does without them.
  external: [
    '@aws-sdk/credential-providers',
    '@mongodb-js/zstd',
    'gcp-metadata',
    'kerberos',
    'mongodb-client-encryption',
    'snappy',
    'socks',
  ],
})
await cp(join(import.meta.dirname, '..', 'console', 'dist'), join(OUT, 'console'), {
  recursive: true,
})
await mkdir(join(OUT, 'docs-page'))
for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
  await cp(join(docs, file), join(OUT, 'docs-page', file))
}
