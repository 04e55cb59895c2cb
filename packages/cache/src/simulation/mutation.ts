/** Copies of this package's sources with one guard taken out. */
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Mutation {
  /** Relative to the sources. */
  readonly file: string
  /** Must be there exactly once. */
  readonly replace: string
  readonly by: string
}

const SOURCES = join(import.meta.dirname, '..')

/** A new folder for copies, inside the package so that its dependencies are found. */
export function mutantsFolder(): Promise<string> {
  return mkdtemp(join(SOURCES, '..', '.mutants-'))
}

/** @returns the address of the copy, ending in a slash. */
export async function mutatedSources(folder: string, mutation: Mutation): Promise<URL> {
  const copy = await mkdtemp(join(folder, 'mutant-'))
  await cp(SOURCES, copy, { recursive: true })
  await mutate(join(copy, mutation.file), mutation)
  return pathToFileURL(`${copy}/`)
}

async function mutate(path: string, { replace, by }: Mutation): Promise<void> {
  const source = await readFile(path, 'utf8')
  const parts = source.split(replace)
  // A guard that moved must be found again here, or its mutant would prove nothing.
  if (parts.length !== 2) throw new Error(`Expected to find once in ${path}: ${replace}`)
  await writeFile(path, parts.join(by))
}
