import { collections } from '../clients/key-space.ts'
import type { DocumentAddress } from './documents.ts'

const unknownMs = 60_000

/** The same for every engine. */
export function ttlMsOf({ collection }: Pick<DocumentAddress, 'collection'>): number {
  return collections[collection]?.ttlMs ?? unknownMs
}
