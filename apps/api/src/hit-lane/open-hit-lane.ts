import type { RequestListener } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { HitLane } from './hit-lane.ts'

/** Puts the lane between the server and the framework. */
export function openHitLane(app: FastifyInstance, lane: HitLane): void {
  app.addHook('onReady', async () => {
    const { server } = app
    const listeners = server.listeners('request')
    const usual: RequestListener = (...exchange) => {
      for (const listener of listeners) Reflect.apply(listener, server, exchange)
    }
    server.removeAllListeners('request').on('request', lane.before(usual))
  })
}
