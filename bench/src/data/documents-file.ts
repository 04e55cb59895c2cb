import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { documentId, documentOf } from './documents.ts'

/** Documents, one on a line, in the order and the spelling of an export. */
export interface DocumentsFile {
  readonly path: string
  readonly documents: number
  /** SHA-256, hexadecimal. */
  readonly digest: string
}

/** More or less. */
const DOCUMENT_BYTES = 1000

/** Of the fields that are not made to measure. */
const OTHER_BYTES = 330

export async function writeDocumentsFile(path: string, documents: number): Promise<DocumentsFile> {
  const hash = createHash('sha256')
  const lines = function* (): Generator<string> {
    for (let index = 0; index < documents; index++) {
      const line = `${JSON.stringify(variedDocument(index))}\n`
      hash.update(line)
      yield line
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
  return { path, documents, digest: hash.digest('hex') }
}

/** With values of many kinds, as one text would cost next to nothing to read. */
function variedDocument(index: number): object {
  const { id, ...text } = documentOf(documentId(index), DOCUMENT_BYTES - OTHER_BYTES)
  return {
    id,
    title: `Title ${index}`,
    year: 1900 + (index % 120),
    rating: (index % 100) / 10,
    inStock: index % 3 === 0,
    tags: ['red', 'green', `tag ${index % 50}`],
    address: { city: 'Springfield', position: { lat: 1.5 + index / 1e4, lon: -2.5 } },
    credits: [
      { name: 'Anna Blum', role: 'director' },
      { name: 'Ben Ochs', role: 'actor' },
    ],
    released: { $date: '2020-01-02T03:04:05.678Z' },
    ...text,
  }
}
