import { duplicateKeyFields, isDuplicateKey } from '../driver-errors.ts'
import type { Row } from './stored-document.ts'

/**
 * Whether it is the id that made a write fail. Not all servers tell which index refused, or they
 * tell it by a name that says nothing; then a look decides.
 */
export async function isIdTaken(error: unknown, look: () => Promise<Row | null>): Promise<boolean> {
  if (!isDuplicateKey(error)) return false
  const fields = duplicateKeyFields(error)
  return fields.length === 0 ? (await look()) !== null : fields.join() === '_id'
}
