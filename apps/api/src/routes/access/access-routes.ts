import type { ApiServer } from '../../api-server.ts'
import { keyMissing } from '../../access/authenticator.ts'
import { getAccess } from './access-operations.ts'

/** Lets a client find out what it may do before it offers to do it. */
export function registerAccessInfo(app: ApiServer): void {
  app.get('/access', {
    config: { access: 'reader', narrowed: true },
    schema: getAccess,
    handler: async ({ principal: { id, role, collections } }, reply) => {
      if (role === 'anonymous') throw keyMissing()
      reply.header('cache-control', 'no-store')
      return { id, role, ...(collections ? { collections: [...collections] } : {}) }
    },
  })
}
