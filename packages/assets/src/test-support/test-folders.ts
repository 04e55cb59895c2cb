import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TestFolder extends AsyncDisposable {
  readonly path: string
  /** Writes files below it; answers the path of one of its folders. */
  write(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string>
}

export async function makeTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'cstore-assets-'))
  return {
    path,
    write: async (folder, files) => {
      await mkdir(join(path, folder), { recursive: true })
      for (const [name, content] of Object.entries(files)) {
        const file = join(path, folder, name)
        await mkdir(dirname(file), { recursive: true })
        await writeFile(file, content)
      }
      return join(path, folder)
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

/** A page with a script, as a builder makes them. */
export function siteFiles(version: string): Record<string, string> {
  const script = `assets/app-${version.padEnd(8, '0')}.js`
  return {
    'index.html': `<!doctype html>\n<script type="module" src="/${script}"></script>\n`,
    [script]: `// ${version}\n${'let a = 1\n'.repeat(100)}`,
  }
}
