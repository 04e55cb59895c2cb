/** Settings of a collection as a form has them, and what is sent when it is saved. */
import type { CachePolicy, CollectionSettings, CollectionSettingsInput } from '@cstore/client'
import { parseObject, pretty } from '../../json/json-value.ts'
import { formatIndexFields, parseIndexFields } from './index-fields.ts'

export interface IndexDraft {
  /** Tells rows apart while they come and go. */
  readonly key: number
  /** Such as `city, -visits`. */
  readonly fields: string
  readonly unique: boolean
}

export interface SettingsForm {
  readonly publicRead: boolean
  /** NaN while what is typed is no duration. */
  readonly cache: CachePolicy
  /** Empty: none. */
  readonly schemaText: string
  readonly indexes: readonly IndexDraft[]
}

export type DurationName = Exclude<keyof CachePolicy, 'near'>

/** What the API allows, milliseconds. */
const MOST_MS: Readonly<Record<DurationName, number>> = {
  ttlMs: 604_800_000,
  staleMs: 604_800_000,
  negativeTtlMs: 3_600_000,
  listTtlMs: 3_600_000,
}
const DURATIONS: readonly DurationName[] = ['ttlMs', 'staleMs', 'negativeTtlMs', 'listTtlMs']

export function formOf({ publicRead, cache, schema, indexes }: CollectionSettings): SettingsForm {
  return {
    publicRead,
    cache,
    schemaText: schema ? pretty(schema) : '',
    indexes: indexes.map(({ fields, unique = false }, key) => ({
      key,
      fields: formatIndexFields(fields),
      unique,
    })),
  }
}

/** Where in the form: a duration, `schema`, or an index by its number. */
export type Problems = Readonly<
  Partial<Record<DurationName | 'schema' | `index ${number}`, string>>
>

export type BuiltSettings =
  | { readonly ok: true; readonly settings: CollectionSettingsInput }
  | { readonly ok: false; readonly problems: Problems }

export function buildSettings({
  publicRead,
  cache,
  schemaText,
  indexes,
}: SettingsForm): BuiltSettings {
  const problems: Record<string, string> = {}
  for (const name of DURATIONS) {
    const ms = cache[name]
    if (!Number.isInteger(ms) || ms < 0) problems[name] = 'Expected a number, 0 or more.'
    else if (ms > MOST_MS[name]) problems[name] = `Expected at most ${mostLabel(MOST_MS[name])}.`
  }
  const schema = schemaText.trim() === '' ? undefined : parseObject(schemaText)
  if (schemaText.trim() !== '' && !schema) problems['schema'] = 'Expected a JSON object.'
  const specs = indexes.map(({ fields, unique }, at) => {
    const parsed = parseIndexFields(fields)
    if (!parsed.ok) problems[`index ${at}`] = parsed.problem
    return { fields: parsed.ok ? parsed.fields : {}, unique }
  })
  if (Object.keys(problems).length > 0) return { ok: false, problems }
  const settings = { publicRead, cache, indexes: specs, ...(schema ? { schema } : {}) }
  return { ok: true, settings }
}

function mostLabel(ms: number): string {
  return ms >= 86_400_000 ? `${ms / 86_400_000} days` : `${ms / 60_000} minutes`
}

/** Whether saving would change anything. */
export function isFormChanged(form: SettingsForm, before: CollectionSettings): boolean {
  return JSON.stringify(comparable(form)) !== JSON.stringify(comparable(formOf(before)))
}

function comparable(form: SettingsForm): unknown {
  const built = buildSettings(form)
  return built.ok ? canonical(built.settings) : form
}

/** In one order of the names, whatever the server sent them in. */
function canonical({ publicRead, cache, schema, indexes }: CollectionSettingsInput): unknown {
  const policy = Object.entries(cache ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return [publicRead, policy, schema ?? null, indexes]
}
