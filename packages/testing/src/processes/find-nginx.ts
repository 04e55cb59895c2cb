import { delimiter } from 'node:path'
import { findOnPath } from './find-on-path.ts'

/** Debian puts it where only the path of the superuser leads. */
export function findNginx(): Promise<string | null> {
  const path = process.env['PATH'] ?? ''
  return findOnPath('nginx', [path, '/usr/local/sbin', '/usr/sbin'].join(delimiter))
}
