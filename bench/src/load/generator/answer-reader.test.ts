import { expect, test } from 'vitest'
import { AnswerReader } from './answer-reader.ts'

const answers = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello',
  'HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n',
  'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n\r\n\r\nHTTP/1.1',
].join('')

function statusesOf(chunks: readonly string[]): number[] {
  const statuses: number[] = []
  const reader = new AnswerReader((status) => statuses.push(status))
  for (const chunk of chunks) reader.read(Buffer.from(chunk))
  return statuses
}

test('answers are told apart wherever the network cuts them', () => {
  const expected = [200, 304, 404, 200]
  expect(statusesOf([answers])).toEqual(expected)
  expect(statusesOf(Array.from(answers))).toEqual(expected)
  for (let cut = 1; cut < answers.length; cut++) {
    expect(statusesOf([answers.slice(0, cut), answers.slice(cut)])).toEqual(expected)
  }
})

test('an answer without a length is refused', () => {
  expect(() => statusesOf(['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'])).toThrow(
    'how long it is',
  )
})
