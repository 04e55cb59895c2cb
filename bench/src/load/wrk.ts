import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { LoadGenerator, LoadResult, PlannedRequest } from './load.ts'

const run = promisify(execFile)
const SCRIPT = join(import.meta.dirname, 'requests.lua')

/** One thread: it loads any of these servers to the full, and leaves them the other cores. */
export function wrk(command: string, directory: string): LoadGenerator {
  return {
    name: 'wrk',
    run: async ({ origin, requests, connections, seconds }) => {
      const list = await writeList(requests, directory)
      const limits = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '5s']
      const { stdout } = await run(command, [...limits, '-s', SCRIPT, origin, '--', list])
      const [, result] = /^result (.*)$/m.exec(stdout) ?? []
      if (result === undefined) throw new Error(`Expected wrk to tell a result, got:\n${stdout}`)
      return parseResult(result)
    },
  }
}

async function writeList(requests: readonly PlannedRequest[], directory: string): Promise<string> {
  const lines = requests.map(({ path, headers }) =>
    [path, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\t'),
  )
  const text = lines.join('\n')
  const digest = createHash('sha256').update(text).digest('hex')
  const file = join(directory, `requests-${digest.slice(0, 16)}.txt`)
  await writeFile(file, text)
  return file
}

function parseResult(text: string): LoadResult {
  const result: unknown = JSON.parse(text)
  if (typeof result !== 'object' || result === null) throw new TypeError('Expected an object')
  const fields = new Map<string, unknown>(Object.entries(result))
  const numberOf = (name: string): number => {
    const value = fields.get(name)
    if (typeof value === 'number') return value
    throw new TypeError(`Expected ${name} in the result of wrk to be a number`)
  }
  return {
    requests: numberOf('requests'),
    seconds: numberOf('seconds'),
    p50Ms: numberOf('p50Ms'),
    p99Ms: numberOf('p99Ms'),
    failures: numberOf('failures'),
  }
}
