import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { prepareDocument } from './prepare-document.ts'

const newId = (): string => 'new'

function line(text: string | Buffer, idField?: string): string {
  const options = idField === undefined ? { newId } : { newId, idField }
  const prepared = prepareDocument(Buffer.from(text), options)
  return 'problem' in prepared
    ? `${prepared.problem.code}: ${prepared.problem.detail}`
    : prepared.line.toString()
}

it('sends a document with an id as it is, on one line', () => {
  expect(line('{"id":"a",\r\n "n":1.0}')).toBe('{"id":"a",   "n":1.0}')
})

it('puts a missing id in front, whatever white space there is', () => {
  expect(line('{"n":1}')).toBe('{"id":"new","n":1}')
  expect(line(`{${' '.repeat(100)}}`)).toBe(`{"id":"new"${' '.repeat(100)}}`)
  expect(line('\n{\n"n": 1}')).toBe('{"id":"new", "n": 1}')
})

it('changes nothing but the id', () => {
  const fields = fc.dictionary(fc.string(), fc.jsonValue()).filter((one) => !('id' in one))
  fc.assert(
    fc.property(fields, fc.constantFrom(0, 2), (document, indent) => {
      const text = JSON.stringify(document, null, indent)
      const sent = line(text)
      expect(sent).not.toContain('\n')
      expect(JSON.parse(sent)).toEqual({ id: 'new', ...JSON.parse(text) })
    }),
  )
})

it('takes the id from another field', () => {
  expect(line('{"k":"a\\"b"}', 'k')).toBe(String.raw`{"id":"a\"b","k":"a\"b"}`)
  expect(line('{"k":-7}', 'k')).toBe('{"id":"-7","k":-7}')
  expect(line('{"id":5,"k":"x"}', 'k')).toBe('{"id":"x","k":"x"}')
  expect(line('{"id":5}', 'id')).toBe('{"id":"5"}')
})

it.each(['{}', '{"k":null}', '{"k":1.5}', '{"k":12345678901234567890}', '{"k":{}}'])(
  'takes no id from %s',
  (text) => {
    expect(line(text, 'k')).toMatch(/^CSTORE_CLI_ID_FIELD: /u)
  },
)

it('says what is wrong without showing the text', () => {
  expect(line('{"a" "secret"}')).toBe('CSTORE_CLI_NOT_JSON: Not valid JSON (at character 6).')
  expect(line('secret')).toBe('CSTORE_CLI_NOT_JSON: Not valid JSON.')
  expect(line('[1]')).toBe('CSTORE_CLI_NOT_OBJECT: Expected a JSON object.')
  expect(line('null')).toBe('CSTORE_CLI_NOT_OBJECT: Expected a JSON object.')
  expect(line(Buffer.from([0x7b, 0xff, 0x7d]))).toBe(
    'CSTORE_CLI_NOT_JSON: Not valid JSON: not UTF-8.',
  )
})
