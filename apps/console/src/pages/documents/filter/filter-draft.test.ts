import { expect, it } from 'vitest'
import { draftOf, resultOf, switchMode } from './filter-draft.ts'

it('is a form where the form has words for it, and JSON else', () => {
  expect(draftOf('')).toMatchObject({ mode: 'form', conditions: [] })
  expect(draftOf('{"a":1}')).toMatchObject({
    mode: 'form',
    conditions: [{ field: 'a', text: '1' }],
  })
  expect(draftOf('{"$or":[{"a":1}]}')).toMatchObject({ mode: 'json' })
  expect(draftOf('{oops')).toMatchObject({ mode: 'json', text: '{oops' })
})

it('gives back what was in the address', () => {
  for (const text of ['', '{"a":1}', '{"$or":[{"a":1}]}', '{"a":{"$gte":1,"$lt":2}}']) {
    expect(resultOf(draftOf(text))).toEqual({ ok: true, filterText: text })
  }
  expect(resultOf(draftOf('{oops'))).toEqual({ ok: false, problems: [] })
  expect(resultOf({ mode: 'json', conditions: [], text: ' {} ' })).toEqual({
    ok: true,
    filterText: '',
  })
})

it('can be written the other way, if there are words for it', () => {
  const json = switchMode(draftOf('{"a":1}'))
  expect(json).toMatchObject({ mode: 'json', text: '{\n  "a": 1\n}' })
  expect(json && switchMode(json)).toMatchObject({ mode: 'form', conditions: [{ field: 'a' }] })
  expect(switchMode(draftOf('{"$or":[{"a":1}]}'))).toBeUndefined()
  expect(switchMode({ mode: 'json', conditions: [], text: '{oops' })).toBeUndefined()
  expect(switchMode(draftOf(''))).toMatchObject({ mode: 'json', text: '{\n  \n}' })
})
