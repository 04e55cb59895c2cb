import { FileError } from './cli-errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EPIPE: 'its reader has gone',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  Z_DATA_ERROR: 'it is not gzip, or damaged',
  Z_BUF_ERROR: 'it is gzip, but ends too early',
}

/** One sentence for what the file system or the unpacker said. */
export function fileProblem(
  error: unknown,
  { doing, file }: { doing: 'read' | 'write'; file: string },
): FileError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const reason = REASONS[code] ?? (error instanceof Error ? error.message : String(error))
  const stream = doing === 'read' ? 'standard input' : 'standard output'
  const shown = file === '-' ? stream : file
  return new FileError(`Cannot ${doing} ${shown}: ${reason}.`, { cause: error })
}
