import type { Readable } from 'node:stream'
import { FileError, UsageError } from '../cli-errors.ts'
import { isJsonObject } from '../json-object.ts'
import { openInput } from './open-input.ts'
import { MAX_PIECE_BYTES, tooLarge } from './piece.ts'

/** Where JSON may come from, for the help of arguments. */
export const JSON_SOURCE = 'JSON, a file that holds it, or - for standard input'

interface ReadOptions {
  readonly stdin: Readable
  /** What it is, for messages, such as "document". */
  readonly what: string
}

/**
 * JSON from an argument: the text itself if it begins with a brace or a bracket, else the name of a
 * file; `-` is standard input.
 * @throws UsageError for what is no JSON, FileError for what cannot be read.
 */
export async function readJson(source: string, { stdin, what }: ReadOptions): Promise<unknown> {
  const isText = /^\s*[[{]/u.test(source)
  const place = isText ? '' : source === '-' ? ' on standard input' : ` in ${source}`
  const text = isText ? source : await readAll(source, stdin)
  return parse(text, `the ${what}${place}`)
}

/** As `readJson`. @throws UsageError as well for what is no JSON object. */
export async function readJsonObject(
  source: string,
  options: ReadOptions,
): Promise<Record<string, unknown>> {
  const value = await readJson(source, options)
  if (isJsonObject(value)) return value
  throw new UsageError(
    `Expected the ${options.what} to be a JSON object, such as {"title": "Brazil"}.`,
  )
}

async function readAll(file: string, stdin: Readable): Promise<string> {
  const input = await openInput(file, stdin).catch((error: unknown) => {
    const hint = 'JSON on the command line begins with { or [.'
    throw error instanceof FileError ? new FileError(`${error.message} ${hint}`) : error
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of input.chunks) {
    bytes += chunk.length
    if (bytes > MAX_PIECE_BYTES) throw new FileError(`${file}: ${tooLarge(MAX_PIECE_BYTES).detail}`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''), exactly)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const why = error.message.replace(/ in JSON at position \d+ \((.*)\)$/u, ' at $1')
    throw new UsageError(`Expected ${what} to be JSON: ${why}.`)
  }
}

/** Numbers are refused rather than sent as others: parsing would change them without a word. */
function exactly(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  const isChanged = /^-?\d+$/u.test(source) && BigInt(source) !== BigInt(value)
  if (!isChanged && Number.isFinite(value)) return value
  throw new UsageError(
    `The number ${source.slice(0, 40)} would lose digits. Write integers beyond ±2^53 as {"$numberLong": "…"}.`,
  )
}
