/** Server-sent events (WHATWG HTML, §9.2), as far as CStore sends them. */
export interface Block {
  /** Empty for what is no event: the opening of a stream, and heartbeats. */
  readonly event: string
  /** Where to go on after this. */
  readonly id: string
  readonly data: string
}

/** The blocks of a stream; what was cut off in the middle of one is dropped. */
export async function* blocks(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Block, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const whole = (rest + decoder.decode(piece, { stream: true })).split('\n\n')
    rest = whole.pop() ?? ''
    yield* whole.map(parse)
  }
}

function parse(text: string): Block {
  const fields = new Map(
    text.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
    }),
  )
  const [event = '', id = '', data = ''] = ['event', 'id', 'data'].map((name) => fields.get(name))
  return { event, id, data }
}
