/** Bundles the command, server and all, into one file that starts fast, with the pages it serves. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
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
await compressAll(join(OUT, 'console', 'assets'))
await mkdir(join(OUT, 'docs-page'))
for (const file of ['swagger-ui-bundle.js', 'swagger-ui.css']) {
  await cp(join(docs, file), join(OUT, 'docs-page', file))
}

/** Copies beside the files, for browsers that take them: here nobody waits for them. */
async function compressAll(folder) {
  const encodings = { br: promisify(brotliCompress), gz: promisify(gzip) }
  for (const name of await readdir(folder)) {
    const bytes = await readFile(join(folder, name))
    for (const [ending, encode] of Object.entries(encodings)) {
      const encoded = await encode(bytes)
      // Small files and pictures hardly shrink.
      if (encoded.length > bytes.length * 0.9) continue
      await writeFile(join(folder, `${name}.${ending}`), encoded)
    }
  }
}
