import { describe, expect, it } from 'vitest'
import { formatIndexFields, isIndexOf, parseIndexFields } from './index-fields.ts'
import { buildSettings, formOf, isFormChanged } from './settings-form.ts'

const cache = {
  ttlMs: 300_000,
  staleMs: 600_000,
  negativeTtlMs: 30_000,
  listTtlMs: 10_000,
  near: false,
}
const settings = {
  publicRead: true,
  cache,
  schema: { type: 'object' },
  indexes: [
    { fields: { city: 1 as const, visits: -1 as const } },
    { fields: { email: 1 as const }, unique: true },
  ],
}

describe('buildSettings', () => {
  it('gives back what the form was made of', () => {
    expect(buildSettings(formOf(settings))).toEqual({
      ok: true,
      settings: {
        ...settings,
        indexes: [
          { fields: { city: 1, visits: -1 }, unique: false },
          { fields: { email: 1 }, unique: true },
        ],
      },
    })
    const { schema: _, ...without } = settings
    expect(buildSettings(formOf(without))).toMatchObject({ ok: true })
    expect(buildSettings({ ...formOf(settings), schemaText: ' ' })).not.toHaveProperty(
      'settings.schema',
    )
  })

  it('says where something is wrong', () => {
    const form = formOf(settings)
    expect(
      buildSettings({
        ...form,
        cache: { ...cache, ttlMs: Number.NaN, staleMs: -1, listTtlMs: 4_000_000 },
        schemaText: '[1]',
        indexes: [{ key: 0, fields: 'a,', unique: false }],
      }),
    ).toEqual({
      ok: false,
      problems: {
        ttlMs: 'Expected a number, 0 or more.',
        staleMs: 'Expected a number, 0 or more.',
        listTtlMs: 'Expected at most 60 minutes.',
        schema: 'Expected a JSON object.',
        'index 0': 'Expected fields, separated by commas.',
      },
    })
  })
})

it('sees a change of what would be saved, and no other', () => {
  const form = formOf(settings)
  expect(isFormChanged(form, settings)).toBe(false)
  expect(isFormChanged({ ...form, schemaText: '{"type":"object"}' }, settings)).toBe(false)
  expect(isFormChanged({ ...form, publicRead: false }, settings)).toBe(true)
  expect(isFormChanged({ ...form, schemaText: '{' }, settings)).toBe(true)
})

describe('fields of an index', () => {
  it('are read as they are written', () => {
    for (const text of ['a', 'a, -b', 'address.city, -visits']) {
      const parsed = parseIndexFields(text)
      expect(parsed.ok && formatIndexFields(parsed.fields)).toBe(text)
    }
    for (const text of [
      '',
      'a,',
      '$a',
      'a, -a',
      Array.from({ length: 17 }, (_, at) => `f${at}`).join(),
    ]) {
      expect(parseIndexFields(text).ok).toBe(false)
    }
  })

  it('are found among the states', () => {
    expect(isIndexOf({ city: 1, visits: -1, _id: -1 }, { city: 1, visits: -1 })).toBe(true)
    expect(isIndexOf({ city: 1 }, { city: 1, visits: -1 })).toBe(false)
    expect(isIndexOf({ city: 1, other: 1 }, { city: 1 })).toBe(false)
    expect(isIndexOf({ city: 'text' }, { city: 1 })).toBe(false)
  })
})
