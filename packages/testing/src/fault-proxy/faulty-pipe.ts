/**
 * One direction of one proxied connection. Whether bytes are dropped, and when they are due, is
 * decided when they arrive; a queue keeps their order, so the same faults always give the same
 * stream. The queue is bounded by pausing the source.
 */
import type { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Faults } from './faults.ts'

export interface FaultyPipe {
  readonly from: Socket
  readonly to: Socket
  /** Asked anew for all bytes, so a change holds at once. */
  readonly faults: () => Faults
  /** Resets both sockets. */
  readonly cut: () => void
  readonly dropped: (bytes: number) => void
  /** Ends all waiting when the connection is gone. */
  readonly signal: AbortSignal
}

const maxQueuedBytes = 1024 * 1024

/** How often in a second a throttled connection passes bytes on. */
const throttleTicksPerSecond = 50

export function runFaultyPipe(pipe: FaultyPipe): void {
  const { from, to, faults } = pipe
  let queue = Promise.resolve()
  let queuedBytes = 0
  const enqueue = (work: () => Promise<void> | void): void => {
    // A step fails only when its connection is gone, and then there is nobody left to tell.
    queue = queue.then(work).catch(() => undefined)
  }
  from.on('data', (chunk: Buffer) => {
    const { cutOnData, drop, delayMs } = faults()
    if (cutOnData) return pipe.cut()
    if (drop) return pipe.dropped(chunk.length)
    const dueAtMs = performance.now() + delayMs
    queuedBytes += chunk.length
    if (queuedBytes > maxQueuedBytes) from.pause()
    enqueue(async () => {
      await deliver(chunk, { pipe, dueAtMs })
      queuedBytes -= chunk.length
      if (queuedBytes <= maxQueuedBytes) from.resume()
    })
  })
  from.on('end', () => {
    if (!faults().drop) enqueue(() => void to.end())
  })
}

interface Delivery {
  readonly pipe: FaultyPipe
  readonly dueAtMs: number
}

async function deliver(chunk: Buffer, { pipe, dueAtMs }: Delivery): Promise<void> {
  await pause(dueAtMs - performance.now(), pipe.signal)
  let sent = 0
  while (sent < chunk.length) {
    const { bytesPerSecond } = pipe.faults()
    const step = Math.max(1, Math.floor(bytesPerSecond / throttleTicksPerSecond))
    const slice = chunk.subarray(sent, sent + step)
    sent += slice.length
    await pause((slice.length / bytesPerSecond) * 1000, pipe.signal)
    await write(pipe.to, slice)
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { signal })
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()))
  })
}
