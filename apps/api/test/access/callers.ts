/** Everybody who may come: with all sorts of keys and tokens, good ones and others. */
import type { Role } from '@cstore/contracts'
import { generateKeyPair, type CryptoKey } from 'jose'
import { signToken } from '../identity-provider.ts'
import { ADMIN_KEY, type TestApi } from '../start-api.ts'

/** Collections of the access table: those it is about, and another one. */
export const COLLECTIONS = ['private', 'public', 'absent'] as const
export const ELSEWHERE = 'elsewhere'

export interface CallerParts {
  readonly api: TestApi
  /** Of the identity provider. */
  readonly signingKey: CryptoKey
  readonly clock: { nowMs: number }
}

const HOUR_MS = 3_600_000
const ROLES: readonly Role[] = ['reader', 'writer', 'admin']
/** Absent: all collections. */
const SCOPES: Readonly<Record<string, readonly string[] | undefined>> = {
  'of all': undefined,
  'of these': COLLECTIONS,
  'of another': [ELSEWHERE],
}

/** What each sends after `Bearer`; null: no `Authorization` at all. Moves the clock on. */
export async function makeCallers(parts: CallerParts): Promise<ReadonlyMap<string, string | null>> {
  const bad = await badKeys(parts)
  return new Map([
    ['nobody', null],
    ['the configured key', ADMIN_KEY],
    ...bad,
    ...(await goodKeys(parts)),
    ...(await goodTokens(parts)),
    ...(await badTokens(parts)),
  ])
}

interface Made {
  readonly id: string
  readonly key: string
}

export async function makeKey(api: TestApi, body: object, path = ''): Promise<Made> {
  const made: unknown = await (await api.request(`/api/v1/keys${path}`, { body })).json()
  const { id, key } = Object(made)
  return { id: String(id), key: String(key) }
}

async function badKeys({ api, clock }: CallerParts): Promise<[string, string][]> {
  const make = (more: object = {}) => makeKey(api, { name: 'bad', role: 'admin', ...more })
  const revoked = await make()
  await api.request(`/api/v1/keys/${revoked.id}`, { method: 'DELETE' })
  const rotated = await make()
  await makeKey(api, {}, `/${rotated.id}/rotate`)
  const graced = await make()
  await makeKey(api, { graceMs: HOUR_MS }, `/${graced.id}/rotate`)
  const expired = await make({ expiresAt: new Date(clock.nowMs + HOUR_MS).toISOString() })
  clock.nowMs += HOUR_MS
  const unknownSecret = 'b'.repeat(32)
  return [
    ['no key at all', 'nonsense'],
    ['an unknown key', `cst_${'a'.repeat(12)}_${unknownSecret}`],
    ['a key with a wrong secret', `cst_${graced.id}_${unknownSecret}`],
    ['a revoked key', revoked.key],
    ['a rotated key', rotated.key],
    ['a key rotated long ago', graced.key],
    ['an expired key', expired.key],
  ]
}

async function goodKeys({ api }: CallerParts): Promise<[string, string][]> {
  const keys: [string, string][] = []
  for (const role of ROLES) {
    for (const [scope, collections] of Object.entries(SCOPES)) {
      const { key } = await makeKey(api, { name: role, role, collections })
      keys.push([`key: ${role} ${scope}`, key])
    }
  }
  return keys
}

function goodTokens({ signingKey: key, clock }: CallerParts): Promise<[string, string][]> {
  const wanted = ROLES.flatMap((role) =>
    Object.entries(SCOPES).map(([scope, collections = ['*']]) => ({ role, scope, collections })),
  )
  return Promise.all(
    wanted.map(async ({ role, scope, collections }): Promise<[string, string]> => [
      `token: ${role} ${scope}`,
      await signToken({ key, nowMs: clock.nowMs, claims: { role, collections } }),
    ]),
  )
}

async function badTokens({ signingKey, clock }: CallerParts): Promise<[string, string][]> {
  const { nowMs } = clock
  const claims = { role: 'admin', collections: '*' }
  const stranger = (await generateKeyPair('ES256')).privateKey
  return [
    ['an expired token', await signToken({ key: signingKey, nowMs: nowMs - HOUR_MS, claims })],
    ['a forged token', await signToken({ key: stranger, nowMs, claims })],
    ['a token without a role', await signToken({ key: signingKey, nowMs })],
    [
      'a token of no collection',
      await signToken({ key: signingKey, nowMs, claims: { role: 'admin' } }),
    ],
  ]
}
