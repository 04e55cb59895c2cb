/** What tests have measured, kept until the end of the run, which shows it. */
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, '..', 'measured')
const FILE = join(FOLDER, 'measured.ndjson')

export interface Measurement {
  readonly what: string
  /** With its unit. */
  readonly value: string
}

export async function measured(what: string, value: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  await appendFile(FILE, `${JSON.stringify({ what, value })}\n`)
}

export async function clearMeasurements(): Promise<void> {
  await rm(FILE, { force: true })
}

export async function readMeasurements(): Promise<Measurement[]> {
  const text = await readFile(FILE, 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}
