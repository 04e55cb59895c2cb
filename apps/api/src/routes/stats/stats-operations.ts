/** The figures of a process. */
import { Stats } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'

const DOCUMENT_READS = {
  method: 'GET',
  route: '/api/v1/collections/:collection/documents/:id',
  status: 200,
  seconds: 0.84,
  counts: [980, 15, 5, 0],
}

export const getStats = {
  operationId: 'getStats',
  tags: ['health'],
  summary: 'Figures of the process that answers',
  description:
    'Counters since the process began, for people who look: ask twice and compare. Behind a load balancer each answer may come from another process, which `process` tells apart; monitoring reads `/metrics` of every process instead. The figures are of all collections, so a key that is bound to some may not see them.',
  response: {
    200: json(Stats, {
      description: 'Counters, and what the process works with',
      headers: ['Cache-Control'],
      example: {
        process: '9d2d3c1e-7a44-4d0f-8a55-1f0a6d2b1134',
        uptimeSeconds: 3600.25,
        database: 'mongodb',
        cache: 'redis',
        requestsInFlight: 3,
        followers: 1,
        boundsSeconds: [0.001, 0.01, 0.2],
        requests: [DOCUMENT_READS],
        documentReads: { hit: 950, miss: 50 },
        listReads: { hit: 12, miss: 3 },
        probes: { agree: 1 },
        cacheErrors: {},
      },
    }),
  },
} satisfies FastifySchema
