import { parseJson, type IsExpected } from './answers.ts'
import { answerError } from './client-errors.ts'

/**
 * The JSON values of a stream with one on each line. Every line must be ended: what was cut off is
 * never taken for a whole value. @throws CStoreError CSTORE_CLIENT_ANSWER
 */
export async function* jsonLines<T>(
  pieces: AsyncIterable<Uint8Array>,
  isExpected: IsExpected<T>,
): AsyncGenerator<T, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.trim() !== '') yield parseJson(line, { status: 200, isExpected })
    }
  }
  if (rest !== '' || decoder.decode() !== '') throw cutOff()
}

function cutOff(): Error {
  return answerError('The answer ends in the middle of a line. Begin again.', { status: 200 })
}
