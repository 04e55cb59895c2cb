/**
 * Exports documents as NDJSON. What breaks off is continued behind the last whole line, as long as
 * there is some progress each time.
 */
import { having, parseJson } from './answers.ts'
import { CStoreError } from './client-errors.ts'
import type { ExportOptions, Stored } from './document-types.ts'
import { textLines } from './ndjson.ts'
import { collectionPath, search } from './paths.ts'
import type { Transport } from './transport.ts'

interface ExportSource {
  readonly transport: Transport
  readonly collection: string
  readonly options: ExportOptions
}

/** Documents, in order of their ids, as the server wrote them. */
export async function* exportLines(source: ExportSource): AsyncGenerator<string, void> {
  const { transport, options } = source
  let last = options.after
  for (let began = last; ; began = last) {
    let line: string | undefined
    try {
      for await (line of linesBehind(last, source)) yield line
      return
    } catch (error) {
      if (line !== undefined) last = idIn(line)
      const isBroken = error instanceof CStoreError && error.status === 0
      if (!isBroken || last === began || transport.retries === 0) throw error
    }
  }
}

function linesBehind(
  last: string | undefined,
  { transport, collection, options }: ExportSource,
): AsyncGenerator<string, void> {
  const path = `${collectionPath(collection)}/export${search({ after: last })}`
  return textLines(transport.stream({ method: 'GET', path, effect: 'none', options }))
}

function idIn(line: string): string {
  return parseJson(line, { status: 200, isExpected: having<Stored<object>>('id') }).id
}
