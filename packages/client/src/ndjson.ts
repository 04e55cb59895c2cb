import { answerError } from './client-errors.ts'

/**
 * The lines of a stream with one JSON value on each. Every line must be ended: what was cut off is
 * never taken for a whole value. @throws CStoreError CSTORE_CLIENT_ANSWER
 */
export async function* textLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield line
  }
  if (rest !== '' || decoder.decode() !== '') throw cutOff()
}

function cutOff(): Error {
  return answerError('The answer ends in the middle of a line. Begin again.', { status: 200 })
}
