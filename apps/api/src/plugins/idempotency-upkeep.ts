import type { Store } from '@cstore/store'
import type { FastifyInstance } from 'fastify'

const SWEEP_MS = 3_600_000

/**
 * Old idempotency records go by MongoDB's own index where it has such, and by a sweep every hour
 * everywhere. Neither is urgent: a record that is too old counts for nothing.
 */
export function registerIdempotencyUpkeep(app: FastifyInstance, store: Store): void {
  let timer: NodeJS.Timeout | undefined
  const sweep = (): void => {
    void store.idempotency
      .sweep()
      .catch((error: unknown) => app.log.warn({ err: error }, 'idempotency records not swept'))
  }
  app.addHook('onReady', async () => {
    void store.idempotency
      .prepare()
      .catch(() => app.log.debug('MongoDB does not remove idempotency records by itself'))
    timer = setInterval(sweep, SWEEP_MS)
    timer.unref()
  })
  app.addHook('onClose', async () => clearInterval(timer))
}
