/** What may go wrong with the bytes of one direction. New settings hold for bytes that arrive later. */
export interface Faults {
  /** Added latency in milliseconds; bytes keep their order and do not wait for each other. */
  readonly delayMs: number
  /** Bytes, and the end of the stream, vanish silently; the connection stays open. */
  readonly drop: boolean
  /** The next bytes are lost and the connection is reset: a command whose answer never came. */
  readonly cutOnData: boolean
  /** Bytes per second of each connection; Infinity is no limit. */
  readonly bytesPerSecond: number
}

export const noFaults: Faults = {
  delayMs: 0,
  drop: false,
  cutOnData: false,
  bytesPerSecond: Infinity,
}
