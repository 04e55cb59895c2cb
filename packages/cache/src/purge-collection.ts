/**
 * Drops everything that is cached of a collection: documents, absent ones and pages, also what other
 * programs have removed from the database, so that nobody could name it.
 *
 * The tier is asked for the keys, and each is cleared like a write clears it. Twice, since a key is
 * listed for sure only if it is there all the time: a load that began before holds a lease until it
 * fills. If it fills later than the first look is over, its lease was there all along, and is gone
 * with it; if before that, its value is there for the second look. So what is left was read from the
 * database after the purge began. When the tier cannot tell, the cache is closed for a moment, as for
 * a write that cannot be fenced: then nothing at all is left.
 */
import { CacheUnavailableError } from './cache-errors.ts'
import { collectionPrefix, idUnder, type DocumentKey } from './cache-key.ts'
import type { Epochs, WriteGround } from './epoch/epochs.ts'
import { tierOnGround } from './epoch/tier-on-ground.ts'
import type { FencePolicy } from './fenced-writes.ts'
import { TierUnavailableError } from './tiers/tier-errors.ts'
import type { Tier } from './tiers/tier.ts'

export interface CollectionPurgeDependencies {
  readonly tier: Tier
  readonly epochs: Epochs
  readonly policy: FencePolicy
  readonly namespace: string
  /** Drops single documents and, with them, the pages of their collection. */
  readonly purge: (documents: readonly DocumentKey[]) => Promise<void>
}

const LOOKS = 2

/** @throws CacheUnavailableError under the policy `strict`; what the database throws */
export async function purgeCollection(
  collection: string,
  dependencies: CollectionPurgeDependencies,
): Promise<void> {
  const { epochs, policy } = dependencies
  const ground = await epochs.forWrite()
  // Whoever closed it sees to it that it opens under another epoch.
  if (ground.kind === 'closed') return
  try {
    if (ground.kind === 'away') throw new TierUnavailableError()
    for (let look = 1; look <= LOOKS; look++) await clear(collection, ground, dependencies)
  } catch (error) {
    if (policy === 'strict') throw new CacheUnavailableError(error)
    await epochs.close()
  }
}

async function clear(
  collection: string,
  ground: WriteGround,
  { tier, namespace, purge }: CollectionPurgeDependencies,
): Promise<void> {
  const prefix = collectionPrefix(`${namespace}:${ground.epoch}`, collection)
  const server = tierOnGround(tier, ground)
  for await (const keys of server.keysUnder(prefix)) {
    const ids = new Set(keys.map((key) => idUnder(prefix, key)))
    await purge(Array.from(ids, (id) => ({ collection, id })))
    tierOnGround(tier, ground)
  }
  // The pages go also where no document is cached; no document has this id.
  await purge([{ collection, id: '' }])
}
