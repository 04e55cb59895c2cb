/** What `apply` and `verify` say when they cannot begin. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DeployCopy, copyDeploy } from '../src/deploy-copy.ts'

let copy: DeployCopy

beforeAll(async () => {
  copy = await copyDeploy()
})
afterAll(() => copy.remove())

const wrong: readonly (readonly [program: string, args: readonly string[], stderr: RegExp])[] = [
  ['apply', [], /No overlay was named/],
  ['apply', ['nowhere'], /There is no overlay nowhere/],
  ['apply', ['../base'], /There is no overlay \.\.\/base/],
  ['apply', ['local', '--force'], /There is no option --force/],
  ['apply', ['local', '--dry-run', 'more'], /Too many arguments/],
  ['verify', [], /Expected an overlay/],
  ['verify', ['nowhere'], /Expected an overlay/],
  ['verify', ['local', 'more'], /Expected an overlay/],
  ['make-secrets', [], /Expected an overlay/],
  ['make-secrets', ['nowhere'], /There is no overlay nowhere/],
  ['make-secrets', ['.'], /There is no overlay \./],
  ['make-secrets', ['local', '--rotate'], /Expected an overlay/],
  ['make-secrets', ['local', '--rotate', 'all'], /--rotate mongodb\|redis\|api\|grafana\|ingress/],
]

it.each(wrong)('%s %j says what is expected', async (program, args, stderr) => {
  await expect(copy.run(program, ...args)).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringMatching(stderr),
  })
})
