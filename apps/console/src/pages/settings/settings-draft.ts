/** Settings as the form has them: text where somebody types, until it is sent. */
import type { CollectionSettings, CollectionSettingsInput, IndexSpec } from '@cstore/client'
import { isObject, parseObject, pretty } from '../../json/json-value.ts'

export const DURATIONS = [
  {
    name: 'ttlMs',
    label: 'Documents, ms',
    hint: 'How long one is fresh. 0 turns caching off.',
    max: 604_800_000,
  },
  {
    name: 'staleMs',
    label: 'Without MongoDB, ms',
    hint: 'How much longer one is served when MongoDB is away.',
    max: 604_800_000,
  },
  {
    name: 'negativeTtlMs',
    label: 'Absence, ms',
    hint: 'How long it is remembered that there is none.',
    max: 3_600_000,
  },
  {
    name: 'listTtlMs',
    label: 'Lists, ms',
    hint: 'How long a page of a list is kept.',
    max: 3_600_000,
  },
] as const

type DurationName = (typeof DURATIONS)[number]['name']

export interface SettingsDraft {
  readonly publicRead: boolean
  readonly near: boolean
  readonly durations: Readonly<Record<DurationName, string>>
  /** Empty: none. */
  readonly schema: string
  readonly indexes: string
}

type SettingsPart = DurationName | 'schema' | 'indexes'

export type SettingsResult =
  | { readonly ok: true; readonly settings: CollectionSettingsInput }
  | { readonly ok: false; readonly part: SettingsPart; readonly problem: string }

export function draftOf({ publicRead, cache, schema, indexes }: CollectionSettings): SettingsDraft {
  const { near, ttlMs, staleMs, negativeTtlMs, listTtlMs } = cache
  return {
    publicRead,
    near,
    durations: {
      ttlMs: String(ttlMs),
      staleMs: String(staleMs),
      negativeTtlMs: String(negativeTtlMs),
      listTtlMs: String(listTtlMs),
    },
    schema: schema ? pretty(schema) : '',
    indexes: pretty(indexes),
  }
}

/** The first thing that is wrong, or what is to be sent. */
export function settingsOf(draft: SettingsDraft): SettingsResult {
  const { publicRead, near, durations } = draft
  const wrong = DURATIONS.find(({ name, max }) => !isDuration(durations[name], max))
  if (wrong) {
    const { name, max } = wrong
    const problem = `Expected whole milliseconds from 0 to ${max.toLocaleString('en')}.`
    return { ok: false, part: name, problem }
  }
  const schema = draft.schema.trim() === '' ? null : parseObject(draft.schema)
  if (schema === undefined)
    return { ok: false, part: 'schema', problem: 'Expected a JSON Schema, which is an object.' }
  const indexes = indexesOf(draft.indexes)
  if (!indexes) return { ok: false, part: 'indexes', problem: INDEXES_EXPECTED }
  const cache = {
    ttlMs: Number(durations.ttlMs),
    staleMs: Number(durations.staleMs),
    negativeTtlMs: Number(durations.negativeTtlMs),
    listTtlMs: Number(durations.listTtlMs),
    near,
  }
  return { ok: true, settings: { publicRead, cache, indexes, ...(schema ? { schema } : {}) } }
}

const INDEXES_EXPECTED = 'Expected a list such as [{"fields": {"year": 1}, "unique": false}].'

function isDuration(text: string, max: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) <= max
}

function indexesOf(text: string): IndexSpec[] | undefined {
  if (text.trim() === '') return []
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.every(isIndex) ? value : undefined
  } catch {
    return undefined
  }
}

/** Roughly; the API looks at it more closely, and says what is wrong. */
function isIndex(value: unknown): value is IndexSpec {
  return isObject(value) && isObject(value['fields'])
}
