/** The wire format of server-sent events (WHATWG HTML, §9.2). */
export interface ServerSentEvent {
  readonly event: string
  /** Where a client goes on that has seen this. */
  readonly id: string
  /** One line: JSON has no line breaks outside strings, and escapes those inside. */
  readonly data: Buffer | string
}

export function eventBytes({ event, id, data }: ServerSentEvent): Buffer {
  return Buffer.concat([
    Buffer.from(`event: ${event}\nid: ${id}\ndata: `),
    Buffer.from(data),
    Buffer.from('\n\n'),
  ])
}

/** No event, yet the client remembers where it is: only another collection has changed. */
export function heartbeat(id: string): Buffer {
  return Buffer.from(`: still here\nid: ${id}\n\n`)
}

/** How long a client waits before it connects again, milliseconds. */
export function opening(id: string, retryMs: number): Buffer {
  return Buffer.from(`retry: ${retryMs}\nid: ${id}\n\n`)
}
