/** The load generator of this folder: for a fixed rate, and in place of wrk. */
import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { GeneratorResult, GeneratorSpec } from './generator/run-load.ts'
import type { LoadGenerator } from './load.ts'
import { numberIn } from './number-in.ts'

const PROGRAM = join(import.meta.dirname, 'generator', 'main.ts')

export interface PacedLoad {
  run(spec: GeneratorSpec): Promise<GeneratorResult>
}

export function pacedLoad(directory: string): PacedLoad {
  let runs = 0
  return {
    run: async (spec) => {
      const file = join(directory, `paced-${runs++}.json`)
      await writeFile(file, JSON.stringify(spec))
      const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, file])
      await rm(file)
      return parseResult(JSON.parse(stdout))
    },
  }
}

/** For machines without wrk: it costs more, so that ratios come out nearer to 1. */
export function ownGenerator(directory: string): LoadGenerator {
  const load = pacedLoad(directory)
  return { name: 'its own generator', run: (spec) => load.run({ ...spec, perSecond: null }) }
}

function parseResult(result: unknown): GeneratorResult {
  return {
    requests: numberIn(result, 'requests'),
    seconds: numberIn(result, 'seconds'),
    failures: numberIn(result, 'failures'),
    p50Ms: numberIn(result, 'p50Ms'),
    p99Ms: numberIn(result, 'p99Ms'),
    p999Ms: numberIn(result, 'p999Ms'),
    busy: numberIn(result, 'busy'),
  }
}
