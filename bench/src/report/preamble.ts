import { availableParallelism, cpus } from 'node:os'
import { PACE } from '../rounds.ts'
import { whole } from './markdown.ts'

export interface RunDescription {
  readonly load: string
  readonly connections: number
  readonly rounds: number
  readonly pacedRounds: number
  readonly seconds: number
}

/** What one must know to read the tables. */
export function preamble(title: string, run: RunDescription): string {
  return [
    ...heading(title),
    `load by ${run.load} with ${run.connections} connections on the same machine, ${run.rounds} rounds of ${run.seconds} s, contenders in turn.`,
    '',
    `Rates (requests, or documents where it says so), CPU time of the server for each and its resident set are medians over the rounds, with every connection always busy. The ratio is that of the rates to the row marked **1**. Latencies are at ${PACE * 100} % of that contender's rate, by a generator of our own: requests come at random, whether or not those before are done, and count from when they were due (no coordinated omission); medians of ${run.pacedRounds} rounds.`,
    '',
  ].join('\n')
}

function heading(title: string): string[] {
  const [cpu] = cpus()
  return [
    `# ${title}`,
    '',
    `Measured by \`pnpm bench\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} × ${cpu?.model ?? 'unknown processor'}, Node.js ${process.version},`,
  ]
}

export interface BulkDescription {
  readonly documents: number
  readonly rounds: number
}

export function bulkPreamble({ documents, rounds }: BulkDescription): string {
  return [
    ...heading('Import and export'),
    `${documents.toLocaleString('en-GB')} documents of about 1 kB, from a file, ${rounds} rounds, contenders in turn, each a new process in every round.`,
    '',
    'Rates and CPU time are medians over the rounds; the ratio is that of the rates to the row marked **1**. The driver writes with `w: majority, j: true`, `ordered: false`. MongoDB is the embedded server (`cstore dev-mongo --data`), a process of its own. Every export was byte for byte what was imported.',
    '',
    'Memory of a CStore is its resident set: before, after it has imported and exported 2,000 documents and rested for a second; the growth, from there to the highest of any round, looked at every 25 ms, with the steps one after another in the same process.',
    '',
  ].join('\n')
}

export function speedNotes({
  keys,
  mongodb,
}: {
  readonly keys: number
  readonly mongodb?: string | undefined
}): string {
  const server =
    mongodb === undefined
      ? 'MongoDB is the embedded server (`cstore dev-mongo`), its data on disk.'
      : 'MongoDB is a server that was there already.'
  return `${whole(keys)} documents are asked for. ${server} All contenders have the same MongoDB and the same Redis, each a process of its own, as every contender is.\n`
}
