import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LoadGenerator, LoadResult, LoadSpec, PlannedRequest } from './load.ts'
import { numberIn } from './number-in.ts'

const run = promisify(execFile)
const SCRIPT = join(import.meta.dirname, 'requests.lua')

/** One thread: it loads any of these servers to the full, and leaves them the other cores. */
export function wrk(command: string, directory: string): LoadGenerator {
  return {
    name: 'wrk',
    run: async (spec) => {
      const list = await writeList(spec.requests, directory)
      const limits = ['-t1', `-c${spec.connections}`, `-d${spec.seconds}s`, '--timeout', '5s']
      const { stdout } = await run(command, [...limits, '-s', SCRIPT, spec.origin, '--', list])
      const [, result] = /^result (.*)$/m.exec(stdout) ?? []
      if (result === undefined) throw new Error(`Expected wrk to tell a result, got:\n${stdout}`)
      return parseResult(result, spec)
    },
  }
}

async function writeList(requests: readonly PlannedRequest[], directory: string): Promise<string> {
  const lines = requests.map(({ method = 'GET', path, body = '', headers }) => {
    const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    return [method, path, body, ...fields].join('\t')
  })
  const text = lines.join('\n')
  const digest = createHash('sha256').update(text).digest('hex')
  const file = join(directory, `requests-${digest.slice(0, 16)}.txt`)
  await writeFile(file, text)
  return file
}

function parseResult(text: string, { refused }: LoadSpec): LoadResult {
  const result: unknown = JSON.parse(text)
  const requests = numberIn(result, 'requests')
  // wrk calls every answer of 400 and above an error.
  const refusals = numberIn(result, 'refused')
  return {
    requests,
    seconds: numberIn(result, 'seconds'),
    failures: numberIn(result, 'broken') + (refused ? requests - refusals : refusals),
  }
}
