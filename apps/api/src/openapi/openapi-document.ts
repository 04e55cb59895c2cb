/** The OpenAPI 3.1 description of the routes. */
import { Problem } from '@cstore/contracts'
import { DESCRIPTION, SECURITY_SCHEMES, TAGS } from './introduction.ts'
import { NamedSchemas } from './named-schemas.ts'
import type { Operation } from './operation.ts'
import { operationObject } from './operation-object.ts'
import { problemsOf } from './operation-problems.ts'
import { problemExamples } from './problem-responses.ts'
import { RESPONSE_HEADERS } from './response-headers.ts'

/** @throws Error when two schemas have one name */
export function openapiDocument(operations: readonly Operation[], version: string): object {
  const named = new NamedSchemas()
  named.use(Problem)
  const paths: Record<string, Record<string, object>> = {}
  for (const operation of operations) {
    const path = operation.url.replaceAll(/:(\w+)/g, '{$1}')
    const item = (paths[path] ??= {})
    item[operation.method.toLowerCase()] = operationObject(operation, named)
  }
  const problems = new Set(operations.flatMap(problemsOf))
  return {
    openapi: '3.1.1',
    info: {
      title: 'CStore',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    externalDocs: { description: 'Every error', url: '/api/docs/errors' },
    servers: [{ url: '/', description: 'This server' }],
    tags: TAGS,
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: SECURITY_SCHEMES,
      schemas: named.all,
      headers: RESPONSE_HEADERS,
      examples: problemExamples(problems),
    },
  }
}
