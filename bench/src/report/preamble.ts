import { availableParallelism, cpus } from 'node:os'

export interface RunDescription {
  readonly load: string
  readonly connections: number
  readonly rounds: number
  readonly seconds: number
}

/** What one must know to read the tables. */
export function preamble(title: string, run: RunDescription): string {
  const [cpu] = cpus()
  return [
    `# ${title}`,
    '',
    `Measured by \`pnpm bench\` on ${new Date().toISOString().slice(0, 10)}: ${availableParallelism()} × ${cpu?.model ?? 'unknown processor'}, Node.js ${process.version},`,
    `load by ${run.load} with ${run.connections} connections on the same machine, ${run.rounds} rounds of ${run.seconds} s, contenders in turn.`,
    '',
    'Rates, latencies, CPU time of the server and resident set are medians over the rounds. Every connection is always busy, so latencies are those at saturation. The ratio is that of the rates to the row marked **1**.',
    '',
  ].join('\n')
}

export function hitNotes(keys: number): string {
  return `${keys.toLocaleString('en-GB')} documents. MongoDB is the embedded server (\`cstore dev-mongo\`), a process of its own.\n`
}
