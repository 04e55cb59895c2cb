/** Folders to publish, and a target that nginx, which is another user, can read. */
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TestFolder extends AsyncDisposable {
  readonly path: string
}

export async function makeTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'cstore-assets-'))
  await chmod(path, 0o755)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
}

/** What a builder makes: a page that names its script, whose name holds a hash. */
export function siteFiles(version: string): Record<string, string> {
  const script = scriptOf(version)
  return {
    'index.html': pageOf(version),
    'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    [scriptName(version)]: script,
  }
}

export function scriptName(version: string): string {
  const hash = createHash('sha256').update(scriptOf(version)).digest('base64url').slice(0, 8)
  return `assets/app-${hash}.js`
}

export function scriptOf(version: string): string {
  return `// ${version}\n${'export const answer = 42\n'.repeat(200)}`
}

/** Long enough for copies; of one length for all versions of one length. */
export function pageOf(version: string): string {
  const script = `<script type="module" src="/${scriptName(version)}"></script>`
  return `<!doctype html>\n<title>${version}</title>\n${script}\n${'<p>Some text.</p>\n'.repeat(50)}`
}
