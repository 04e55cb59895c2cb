import { open } from 'node:fs/promises'
import { FileError } from '../cli-errors.ts'
import { fileProblem } from '../file-problem.ts'
import { NEWLINE } from '../input/json-bytes.ts'
import { isJsonObject } from '../json-object.ts'
import { partName } from './write-whole-file.ts'

/** What an export that broke off has left. */
export interface PartialExport {
  /** Of its whole lines. */
  readonly bytes: number
  readonly documents: number
  /** Id on the last of these; undefined when there is none. */
  readonly after?: string
}

const NOTHING: PartialExport = { bytes: 0, documents: 0 }
const CHUNK_BYTES = 1024 * 1024

/**
 * Reads it in pieces, and of its lines keeps the last.
 * @throws FileError if it cannot be read, or holds something else than documents.
 */
export async function readPartialExport(file: string): Promise<PartialExport> {
  const name = partName(file)
  try {
    const handle = await open(name)
    try {
      return await lastWholeLine(handle.createReadStream({ highWaterMark: CHUNK_BYTES }), name)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof FileError) throw error
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NOTHING
    throw fileProblem(error, { doing: 'read', file: name })
  }
}

async function lastWholeLine(chunks: AsyncIterable<unknown>, name: string): Promise<PartialExport> {
  let bytes = 0
  let documents = 0
  let last = Buffer.alloc(0)
  let pending = Buffer.alloc(0)
  for await (const chunk of chunks) {
    if (!Buffer.isBuffer(chunk)) continue
    pending = Buffer.concat([pending, chunk])
    const end = pending.lastIndexOf(NEWLINE)
    if (end === -1) continue
    const begin = pending.lastIndexOf(NEWLINE, end - 1) + 1
    last = Buffer.from(pending.subarray(end === 0 ? 0 : begin, end))
    documents += countLines(pending.subarray(0, end + 1))
    bytes += end + 1
    pending = Buffer.from(pending.subarray(end + 1))
  }
  return documents === 0 ? NOTHING : { bytes, documents, after: idOn(last, name) }
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}

function idOn(line: Buffer, name: string): string {
  const id = parsedId(line)
  if (id !== null) return id
  throw new FileError(`Cannot go on with ${name}: its last line is no document. Remove the file.`)
}

function parsedId(line: Buffer): string | null {
  try {
    const document: unknown = JSON.parse(line.toString())
    const id = isJsonObject(document) ? document['id'] : null
    return typeof id === 'string' ? id : null
  } catch {
    return null
  }
}
