import { TierUnavailableError } from '../tiers/tier-errors.ts'
import type { Tier } from '../tiers/tier.ts'

/**
 * The tier, if it is still the one that a read or write set out for. Asked before every step: a
 * tier that started again in between may hold what was removed, under an epoch that is over.
 * A step is sent in the same breath as this is asked, on a connection that ends with its server,
 * so it reaches that very server or fails.
 * @throws TierUnavailableError
 */
export function tierOnGround(tier: Tier, { server }: { server: string }): Tier {
  if (tier.identity() !== server) throw new TierUnavailableError()
  return tier
}
