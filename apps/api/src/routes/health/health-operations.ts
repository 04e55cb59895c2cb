/** What probes get. */
import { Health, ProbeState } from '@cstore/contracts'
import type { FastifySchema } from 'fastify'
import { json } from '../../openapi/operation-schema.ts'

const headers = ['Cache-Control'] as const

const HEALTHY = {
  status: 'ok',
  version: '0.1.0',
  uptimeSeconds: 3600,
  checks: { mongodb: 'ok', cache: 'ok' },
}

export const getLiveness = {
  operationId: 'getLiveness',
  tags: ['health'],
  summary: 'Whether the process runs',
  description: 'Asks nobody: a database that is away is no reason to restart this process.',
  response: {
    200: json(ProbeState, { headers, description: 'It does', example: { status: 'ok' } }),
  },
} satisfies FastifySchema

export const getReadiness = {
  operationId: 'getReadiness',
  tags: ['health'],
  summary: 'Whether requests should be sent here',
  description: 'Not while MongoDB is away, nor when the process is about to end.',
  response: {
    200: json(ProbeState, { headers, description: 'They should', example: { status: 'ok' } }),
    503: json(ProbeState, { headers, description: 'They should not', example: { status: 'down' } }),
  },
} satisfies FastifySchema

export const getHealth = {
  operationId: 'getHealth',
  tags: ['health'],
  summary: 'Everything this depends on',
  description: 'For people. Probes ask whether it is live and whether it is ready.',
  response: {
    200: json(Health, { headers, description: 'MongoDB answers', example: HEALTHY }),
    503: json(Health, {
      headers,
      description: 'MongoDB does not answer',
      example: { ...HEALTHY, status: 'down', checks: { mongodb: 'down', cache: 'ok' } },
    }),
  },
} satisfies FastifySchema
