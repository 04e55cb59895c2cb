import type { Written } from '@cstore/client'
import type { Context } from '../context.ts'
import type { OutputOptions } from '../output/output-options.ts'
import { write, writeJson } from '../output/write.ts'
import { nameOf } from './document-names.ts'

/** For the help of `--json`. */
export const WRITTEN_AS_JSON = 'print {"id", "created", "etag", "document"} on one line'

interface Told {
  readonly collection: string
  /** Such as "changed". */
  readonly what: string
  readonly options: OutputOptions
}

/** Says what a write has done: a sentence for people, or the answer for scripts. */
export async function tellWritten(
  { document, etag, created }: Written<Record<string, unknown>>,
  { collection, what, options }: Told,
  { stdout, stderr }: Context,
): Promise<void> {
  const { id } = document
  if (options.json) await writeJson(stdout, { id, created, etag, document })
  else if (!options.quiet) {
    await write(stderr, `${nameOf(collection, id)} is ${what}. ETag: ${etag}\n`)
  }
}
