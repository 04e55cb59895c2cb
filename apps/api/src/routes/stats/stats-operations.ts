/** Figures for people who look. */
import { Stats } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'

export const getStats = {
  operationId: 'getStats',
  tags: ['health'],
  summary: 'Figures of the process that answers',
  description:
    'Counters since the process began, for people who look: ask twice and compare. Behind a load balancer each answer may come from another process, which `process` tells apart; monitoring reads `/metrics` of every process instead. The figures are of all collections, so a key that is bound to some may not see them.',
  response: {
    200: json(Stats, {
      description: 'The figures',
      headers: ['Cache-Control'],
      example: {
        process: '6e1f6b8e-2c5d-4d0a-9b43-1f0a6d2b1134',
        uptimeSeconds: 3600,
        database: 'mongodb',
        cache: 'redis',
        requestsInFlight: 1,
        followers: 0,
        boundsSeconds: [0.001, 0.2, 10],
        requests: [
          {
            method: 'GET',
            route: '/api/v1/collections/:collection/documents/:id',
            status: 200,
            seconds: 0.9,
            counts: [998, 2, 0, 0],
          },
        ],
        documentReads: { hit: 990, miss: 10 },
        listReads: {},
        probes: { agree: 1 },
        cacheErrors: {},
      },
    }),
  },
} satisfies FastifySchema
