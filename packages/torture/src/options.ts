/** What a run is made of; the command line fills it. */
export interface TortureOptions {
  readonly engine: string
  readonly policy: 'strict' | 'available'
  readonly processes: number
  readonly keys: number
  readonly seconds: number
  readonly clients: number
  readonly seed: number
  readonly faults: readonly string[]
  /** Seconds from the beginning of one fault to that of the next, on average. */
  readonly faultEvery: number
  /** Where MongoDB is; absent: the embedded server, as a process of its own. */
  readonly mongodbUri?: string
  /** A built command to run; absent: the sources. */
  readonly bundle?: string
}

/** The command that repeats a run. Never the address of a database: it may hold a password. */
export function commandOf(options: TortureOptions, everyFault: readonly string[]): string {
  const { engine, processes, keys, clients, seconds, policy, faults, faultEvery, seed } = options
  const all = everyFault.every((name) => faults.includes(name))
  const names = all ? 'all' : faults.length === 0 ? 'none' : faults.join(',')
  return [
    'pnpm torture',
    ...(engine === 'cstore' ? [`--policy ${policy}`] : [`--engine ${engine}`]),
    `--processes ${processes} --keys ${keys} --clients ${clients} --seconds ${seconds}`,
    `--faults ${names} --fault-every ${faultEvery} --seed ${seed}`,
    ...(options.bundle === undefined ? [] : ['--bundle']),
    ...(options.mongodbUri === undefined ? [] : ['--mongodb-uri …']),
  ].join(' ')
}
