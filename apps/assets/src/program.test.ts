import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { buildProgram } from './program.ts'

async function run(args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const parsing = buildProgram({ stdout, stderr }).parseAsync(['node', 'cstore-assets', ...args])
  await parsing.catch(() => undefined)
  stdout.end()
  stderr.end()
  return { stdout: await text(stdout), stderr: await text(stderr) }
}

describe('cstore-assets', () => {
  it.each(['', 'publish', 'verify', 'prune'])('helps with an example: %s', async (name) => {
    const { stdout } = await run([...(name === '' ? [] : [name]), '--help'])
    expect(stdout).toMatch(/\nExample:\n  cstore-assets \S.*\n$/u)
  })

  it.each([
    [['publish'], "required option '--target <dir>' not specified"],
    [['publish', '--target', 'x', '--keep', '-1'], 'Expected a whole number from 0 to 1000.'],
    [['prune', '--target', 'x', '--grace', '7'], 'Expected a span of time like 90s, 10m'],
    [['prune', '--target', 'x', '--grace', '999999d'], 'Expected a span of time like 90s, 10m'],
  ])('says what is wrong with %j', async (args, message) => {
    expect(await run(args)).toEqual({ stdout: '', stderr: expect.stringContaining(message) })
  })
})
