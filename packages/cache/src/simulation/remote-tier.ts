import type { Tier } from '../tiers/tier.ts'

/** Makes a step of the tier take its time: request, effect, reply. */
export type Send = <T>(label: string, effect: () => Promise<T>) => Promise<T>

/** A tier whose steps are sent to it. */
export function remoteTier(tier: Tier, send: Send): Tier {
  return {
    name: tier.name,
    get: (key) => send('get', () => tier.get(key)),
    acquire: (keys, request) => send('acquire', () => tier.acquire(keys, request)),
    fill: (keys, request) => send('fill', () => tier.fill(keys, request)),
    release: (keys, token) => send('release', () => tier.release(keys, token)),
    beginWrite: (documents, fence) => send('beginWrite', () => tier.beginWrite(documents, fence)),
    endWrite: (documents, token) => send('endWrite', () => tier.endWrite(documents, token)),
    getPage: (keys) => send('getPage', () => tier.getPage(keys)),
    beginPage: (keys) => send('beginPage', () => tier.beginPage(keys)),
    fillPage: (keys, request) => send('fillPage', () => tier.fillPage(keys, request)),
    beginListWrite: (keys, fence) => send('beginListWrite', () => tier.beginListWrite(keys, fence)),
    endListWrite: (keys, token) => send('endListWrite', () => tier.endListWrite(keys, token)),
    keysUnder: (prefix) => tier.keysUnder(prefix),
    healthy: () => true,
    ping: () => Promise.resolve(),
    identity: () => tier.identity(),
    onIdentity: () => undefined,
    close: () => Promise.resolve(),
  }
}
