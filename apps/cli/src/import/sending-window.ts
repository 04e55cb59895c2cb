import type { Batch } from './batch.ts'

export interface WindowOptions {
  /** Requests under way at once. */
  readonly size: number
  readonly send: (batch: Batch) => Promise<void>
}

/**
 * Sends batches, a few at a time, and resolves when all are done. Two batches that name the same
 * document are never under way together, so that the input's order decides what is kept.
 * The first failure ends it: no further batch is sent, and it rejects once the others are done.
 */
export async function sendThroughWindow(
  batches: AsyncIterable<Batch>,
  { size, send }: WindowOptions,
): Promise<void> {
  const underWay = new Map<Promise<void>, Batch>()
  const failures: unknown[] = []
  const start = (batch: Batch): void => {
    const sent: Promise<void> = send(batch)
      .catch((error: unknown) => {
        failures.push(error)
      })
      .finally(() => underWay.delete(sent))
    underWay.set(sent, batch)
  }
  try {
    for await (const batch of batches) {
      while (underWay.size >= size || overlaps(batch, underWay.values())) {
        await Promise.race(underWay.keys())
      }
      if (failures.length > 0) break
      start(batch)
    }
  } catch (error) {
    // After a failed request the input is often cut off as well: the request tells more.
    failures.push(error)
  }
  await Promise.all(underWay.keys())
  if (failures.length > 0) throw failures[0]
}

function overlaps({ ids }: Batch, others: Iterable<Batch>): boolean {
  for (const other of others) {
    for (const id of other.ids) if (ids.has(id)) return true
  }
  return false
}
