import { PassThrough } from 'node:stream'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram } from './program.ts'
import { runHere } from './test-support/run-here.ts'

/** Names of all commands that do something. */
function leavesOf(command: Command, before: readonly string[] = []): string[][] {
  const name = [...before, command.name()]
  return command.commands.length === 0
    ? [name]
    : command.commands.flatMap((below) => leavesOf(below, name))
}

const program = buildProgram({
  stdin: new PassThrough(),
  stdout: new PassThrough(),
  stderr: new PassThrough(),
  environment: {},
  exitWith: () => undefined,
})
const leaves = leavesOf(program).map(([, ...names]) => names)
const parents = ['', 'collections', 'keys', 'profiles'].map((name) => name.split(' '))

const help = async (names: readonly string[]): Promise<string> => {
  const args = [...names, '--help'].filter((name) => name !== '')
  const { exitCode, stdout, stderr } = await runHere(args, { environment: {} })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return stdout
}

describe('the help of every command', () => {
  it.each([...parents, ...leaves].map((names) => [names.join(' '), names] as const))(
    'ends with examples: %s',
    async (_name, names) => {
      const shown = await help(names)
      const [, examples = ''] = /\n\nExamples?:\n((?: {2}.*\n)+)$/u.exec(shown) ?? []
      expect(examples.trimEnd().split('\n')).not.toEqual([''])
      for (const line of examples.trimEnd().split('\n')) {
        expect(line).toContain(`cstore ${names.join(' ')}`.trimEnd())
      }
    },
  )

  it('says how scripts get the answer, but where the command serves', async () => {
    const without = leaves.filter(([name]) => name !== 'serve' && name !== 'dev-mongo')
    for (const names of without) expect(await help(names)).toContain('--json')
  })

  it('names the exit codes', async () => {
    expect(await help([])).toMatch(/\nExit codes: 0 done, 1 refused or not found, 2 /u)
  })
})
