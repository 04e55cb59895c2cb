import type { FastifyRequest } from 'fastify'
import type { ApiServer } from '../../../api-server.ts'
import { ApiError } from '../../../problems/api-errors.ts'
import { sendJson, setValidators } from '../answer.ts'
import type { DocumentRouteDependencies } from '../document-routes.ts'
import { fieldsOf, type Fields } from '../document-service.ts'
import { preconditionOf } from '../etags.ts'
import { applyPatch, parsePatch } from './json-patch.ts'
import { isObject } from './json-pointer.ts'
import { mergePatch } from './merge-patch.ts'
import { patchNotApplicable } from './patch-errors.ts'
import { JSON_PATCH, MERGE_PATCH, patchDocument } from './patch-operation.ts'

const ACCEPTED = `${MERGE_PATCH}, ${JSON_PATCH}`

export function registerPatch(
  app: ApiServer,
  { documents, collections }: DocumentRouteDependencies,
): void {
  app.patch('/collections/:collection/documents/:id', {
    config: { access: 'writer' },
    schema: patchDocument,
    // Before the body is read.
    onRequest: async (request) => void patchType(request),
    handler: async (request, reply) => {
      const { id } = request.params
      const collection = await collections.require(request.params.collection)
      const document = await documents.update(
        { collection, id },
        transformOf(request, id),
        preconditionOf(request.headers),
      )
      return sendJson(setValidators(reply, document), document.body)
    },
  })
}

function transformOf(request: FastifyRequest, id: string): (fields: Fields) => Fields {
  if (patchType(request) === JSON_PATCH) return jsonPatchOf(request.body, id)
  const patch = fieldsOf(request.body)
  return (fields) => mergePatch(fields, patch)
}

/** Sees the document as readers do, `id` included, so that a patch may test it. */
function jsonPatchOf(body: unknown, id: string): (fields: Fields) => Fields {
  const operations = parsePatch(body)
  return (fields) => {
    const patched = applyPatch({ id, ...fields }, operations)
    if (!isObject(patched)) throw patchNotApplicable('', 'leaves no JSON object')
    // A patch that takes the id away is refused as one that changes it.
    return { id: null, ...patched }
  }
}

/** Plain `application/json` does not say how it is to be applied (RFC 5789 §2.2). */
function patchType({ headers }: FastifyRequest): string {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === MERGE_PATCH || type === JSON_PATCH) return type
  throw new ApiError(
    'CSTORE_REQUEST_MEDIA_TYPE',
    `Expected \`Content-Type: ${MERGE_PATCH}\` or \`${JSON_PATCH}\` on a PATCH.`,
    { headers: { 'accept-patch': ACCEPTED } },
  )
}
