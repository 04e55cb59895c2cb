import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface AdminKey {
  readonly key: string
  readonly file: string
  /** Made now, so nobody has seen it yet. */
  readonly isNew: boolean
}

/** The key that embedded mode made for itself, kept in the data folder for its owner alone. */
export function embeddedAdminKey(dataDir: string): AdminKey {
  const file = join(dataDir, 'admin-key')
  mkdirSync(dataDir, { recursive: true })
  const key = `cst_admin_${randomBytes(24).toString('base64url')}`
  try {
    writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' })
    return { key, file, isNew: true }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return { key: readFileSync(file, 'utf8').trim(), file, isNew: false }
  }
}
