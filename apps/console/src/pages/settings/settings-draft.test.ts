import type { CollectionSettings } from '@cstore/client'
import { describe, expect, it } from 'vitest'
import { draftOf, settingsOf } from './settings-draft.ts'

const SETTINGS: CollectionSettings = {
  publicRead: true,
  cache: { ttlMs: 1000, staleMs: 0, negativeTtlMs: 30_000, listTtlMs: 10_000, near: false },
  schema: { type: 'object' },
  indexes: [{ fields: { year: 1 }, unique: true }],
}

describe('settings of a form', () => {
  it('are what they were, when nothing was changed', () => {
    expect(settingsOf(draftOf(SETTINGS))).toEqual({ ok: true, settings: SETTINGS })
    const { schema: _, ...plain } = SETTINGS
    expect(settingsOf(draftOf(plain))).toEqual({ ok: true, settings: plain })
  })

  it('say where they are wrong', () => {
    const draft = draftOf(SETTINGS)
    const durations = { ...draft.durations, listTtlMs: '3600001' }
    expect(settingsOf({ ...draft, durations })).toMatchObject({ ok: false, part: 'listTtlMs' })
    for (const schema of ['[]', '{', '1'])
      expect(settingsOf({ ...draft, schema })).toMatchObject({ ok: false, part: 'schema' })
    for (const indexes of ['{}', '[1]', '[', '[{"year": 1}]'])
      expect(settingsOf({ ...draft, indexes })).toMatchObject({ ok: false, part: 'indexes' })
  })

  it('are none where the text is empty', () => {
    const draft = { ...draftOf(SETTINGS), schema: ' ', indexes: '' }
    expect(settingsOf(draft)).toMatchObject({ ok: true, settings: { indexes: [] } })
    expect(settingsOf(draft)).not.toHaveProperty('settings.schema')
  })
})
