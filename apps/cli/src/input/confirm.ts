import { UsageError } from '../cli-errors.ts'
import type { Context } from '../context.ts'

/**
 * Asks on the terminal; no is what Enter says.
 * @throws UsageError when there is no terminal, without asking for the question.
 */
export async function confirm(
  question: () => Promise<string>,
  { stdin, stderr }: Context,
): Promise<boolean> {
  if (stdin.isTTY !== true || stderr.isTTY !== true) {
    throw new UsageError('There is no terminal to ask on. Give --yes to do it without a question.')
  }
  const { default: ask } = await import('@inquirer/confirm')
  return ask({ message: await question(), default: false }, { input: stdin, output: stderr })
}
