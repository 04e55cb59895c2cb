/** The wire format of server-sent events (WHATWG HTML, §9.2), as far as the change feed uses it. */
export interface ServerSentEvent {
  /** Absent in a block that only tells where the stream is, or how soon to come back. */
  readonly event?: string
  readonly data?: string
  readonly id?: string
  readonly retry?: string
}

/** What is cut off at the end is no event. */
export async function* serverSentEvents(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<ServerSentEvent, void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const piece of pieces) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) yield eventOf(block)
  }
}

function eventOf(block: string): ServerSentEvent {
  const fields = block.split('\n').flatMap((line) => {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(fields)
}
