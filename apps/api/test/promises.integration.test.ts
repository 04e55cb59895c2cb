/** What the documentation promises line by line has a test for each line, and no more is promised. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

/** Of these the test has another name, for what it is among its neighbours. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, title: string]>> = {
  'A write is acknowledged when a majority of MongoDB has it on disk': [
    'packages/store/test/commands.integration.test.ts',
    'writes to a majority, on disk, without sessions of its own',
  ],
  'Every command to MongoDB has a time limit': [
    'packages/store/test/commands.integration.test.ts',
    'limits the time of every command',
  ],
  'Wrong input gets a problem and changes nothing': [
    'apps/api/test/wrong-input.integration.test.ts',
    'wrong input is refused, told and without effect',
  ],
  'SIGTERM fails no request': [
    'apps/cli/src/commands/serve-shutdown.integration.test.ts',
    'fails no request on connections that are kept open when it is stopped under load',
  ],
  'Tokens (JWT) of an identity provider count beside keys': [
    'apps/api/test/tokens.integration.test.ts',
    'of the issuer has the role and the collections that its claims say',
  ],
  'Everybody may do in each collection what their role says, and nothing else': [
    'apps/api/test/access.integration.test.ts',
    'may do what the table says, and nothing else',
  ],
  'Without a key, only collections with `publicRead` can be read': [
    'apps/api/test/access.integration.test.ts',
    'may do what the table says, and nothing else',
  ],
  'A refusal is the same, whether what was asked for is there or not': [
    'apps/api/test/access-refusals.integration.test.ts',
    'a refusal is the same, whatever there is',
  ],
}

const [, section = ''] = read('docs/documents.md').split('\n## Line by line\n')
const LINES = Array.from(section.matchAll(/^- (.+)$/gm), ([, line = '']) => line)

/** A test that is done for each of several things is named without them: `what: %s`. */
const TITLE = /(?:^ {2}it|^ {2}\]\)|'\]\))\(\s*'(.+?)(: %[js])?',/gm
const TITLES = globSync('apps/api/test/promises/*.test.ts', { cwd: ROOT })
  .flatMap((file) => Array.from(read(file).matchAll(TITLE)))
  .map(([, title = '', each]) => ({ title, isForEach: each !== undefined }))

const isOf =
  (line: string) =>
  ({ title, isForEach }: (typeof TITLES)[number]) =>
    title === line || (isForEach && line.startsWith(`${title}: `))

describe('a promise', () => {
  it.each(LINES)('is held by a test: %s', (line) => {
    const [file, title] = ELSEWHERE[line] ?? []
    const named = file === undefined ? TITLES.filter(isOf(line)) : read(file).split(`'${title}'`)
    expect(named).toHaveLength(file === undefined ? 1 : 2)
  })

  it('is made of all that the tests of promises hold', () => {
    expect(TITLES.filter((title) => !LINES.some((line) => isOf(line)(title)))).toEqual([])
    expect(Object.keys(ELSEWHERE).filter((line) => !LINES.includes(line))).toEqual([])
  })
})
