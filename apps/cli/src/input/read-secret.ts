import { text } from 'node:stream/consumers'
import type { Context } from '../context.ts'

/**
 * A secret that should stand in no command line: asked for on a terminal, without showing it, or all
 * of standard input if `fromStdin`. Empty: there is none.
 */
export async function readSecret(
  question: string,
  { fromStdin }: { fromStdin: boolean },
  { stdin, stderr }: Context,
): Promise<string> {
  if (fromStdin) return (await text(stdin)).trim()
  if (stdin.isTTY !== true || stderr.isTTY !== true) return ''
  const { default: ask } = await import('@inquirer/password')
  return (await ask({ message: question }, { input: stdin, output: stderr })).trim()
}
