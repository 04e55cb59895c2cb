import { AssetsError, InputError, TargetError } from './assets-errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EDQUOT: 'the disk quota is used up',
  EEXIST: 'something of that name is in the way',
  EFBIG: 'the file is too large for the file system',
  EIO: 'the disk failed',
  EISDIR: 'it is a folder',
  ELOOP: 'its links go round in a circle',
  ENAMETOOLONG: 'the name is too long for the file system',
  ENOENT: 'there is no such file or folder',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is not a folder',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ESTALE: 'the file server has lost it',
}

/** One sentence for what the file system said; errors that have one already stay as they are. */
export function fileProblem(
  error: unknown,
  { doing, path }: { doing: 'read' | 'write'; path: string },
): AssetsError {
  if (error instanceof AssetsError) return error
  const reason = REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))
  const message = `Cannot ${doing} ${path}: ${reason}.`
  return doing === 'read'
    ? new InputError(message, { cause: error })
    : new TargetError(message, { cause: error })
}

/** The code of a system error, like `ENOENT`; empty for anything else. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

/** For `catch`: null where there is no such file, every other error as it is. */
export function nullIfMissing(error: unknown): null {
  if (codeOf(error) === 'ENOENT') return null
  throw error
}
