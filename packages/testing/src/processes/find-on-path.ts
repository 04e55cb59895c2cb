import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** The absolute path of a program, or null when no directory of `path` holds it. */
export async function findOnPath(
  program: string,
  path: string = process.env['PATH'] ?? '',
): Promise<string | null> {
  for (const directory of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(directory, program)
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (executable) return candidate
  }
  return null
}
