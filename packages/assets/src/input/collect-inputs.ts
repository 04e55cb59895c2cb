import { readFile } from 'node:fs/promises'
import { InputError } from '../assets-errors.ts'
import { ENCODINGS } from '../encodings/encodings.ts'
import { MANIFEST_NAME } from '../manifest.ts'
import { looksHashed } from './published-name.ts'
import { type FoundFile, walkFolder } from './walk-folder.ts'

/** A folder to publish. */
export interface Input {
  /**
   * `site`: built, with its pages at its top and files with hashes in their names in `assets/`; all
   * names stay. `files`: whatever there is; each gets a hash into its name and a place in `/assets/`.
   */
  readonly kind: 'site' | 'files'
  readonly folder: string
}

export interface SourceFile {
  /** Path in the folder it comes from; its name in the manifest. */
  readonly name: string
  readonly path: string
  readonly size: number
  /** Whether it is published under its own path. */
  readonly keepsName: boolean
}

/**
 * Everything that is to be published.
 * @throws InputError with one sentence for the first thing that is wrong.
 */
export async function collectInputs(inputs: readonly Input[]): Promise<SourceFile[]> {
  const files = new Map<string, SourceFile>()
  for (const { kind, folder } of inputs) {
    const found = await walkFolder(folder)
    const chosen = kind === 'site' ? await siteFiles(found, folder) : found
    for (const file of chosen) {
      const other = files.get(file.name)
      if (other !== undefined) {
        throw new InputError(
          `${other.path} and ${file.path} would have the same name, ${file.name}. Rename one.`,
        )
      }
      files.set(file.name, { ...file, keepsName: kind === 'site' })
    }
  }
  if (files.size === 0) {
    throw new InputError(`Expected files in ${inputs.map(({ folder }) => folder).join(', ')}.`)
  }
  return [...files.values()]
}

async function siteFiles(found: readonly FoundFile[], folder: string): Promise<FoundFile[]> {
  const names = new Set(found.map(({ name }) => name))
  const files = found.filter(({ name }) => !isCopy(name, names))
  for (const { name, path } of files) {
    if (name === MANIFEST_NAME) {
      throw new InputError(
        `${path} would be where the list of what is published goes. Rename it, to manifest.webmanifest for example.`,
      )
    }
    if (isAsset(name) && !looksHashed(name)) {
      throw new InputError(
        `${path} has no hash of its content in its name, but browsers would keep it for a year. ` +
          `Move it out of ${folder}/${ASSETS}, or publish its folder as plain files.`,
      )
    }
  }
  for (const file of files.filter(({ name }) => name.endsWith('.html'))) {
    await checkReferences(file, names)
  }
  return files
}

/** Made by a builder; the publisher makes its own. */
function isCopy(name: string, names: ReadonlySet<string>): boolean {
  return ENCODINGS.some(
    ({ suffix }) => name.endsWith(suffix) && names.has(name.slice(0, -suffix.length)),
  )
}

const ASSETS = 'assets/'

export function isAsset(name: string): boolean {
  return name.startsWith(ASSETS)
}

/** A build that broke off, or is still under way, has pages without their scripts. */
async function checkReferences({ path }: FoundFile, names: ReadonlySet<string>): Promise<void> {
  const html = await readFile(path, 'utf8')
  for (const [, name = ''] of html.matchAll(/(?:src|href)="\/(assets\/[^"?#]+)"/g)) {
    if (names.has(name)) continue
    throw new InputError(`${path} needs ${name}, which is not there. Build it again.`)
  }
}
