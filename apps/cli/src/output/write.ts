import { once } from 'node:events'
import type { Output } from '../context.ts'

/** Writes, and waits while the reader is slower, so that what is written does not pile up. */
export async function write(output: Output, text: string): Promise<void> {
  if (!output.write(text)) await once(output, 'drain')
}

/** JSON on one line, for scripts. */
export function writeJson(output: Output, value: unknown): Promise<void> {
  return write(output, `${JSON.stringify(value)}\n`)
}

/** JSON for people. */
export function writePretty(output: Output, value: unknown): Promise<void> {
  return write(output, `${JSON.stringify(value, null, 2)}\n`)
}
