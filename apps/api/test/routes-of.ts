import type { FastifyInstance } from 'fastify'

export interface AppRoute {
  readonly method: string
  /** As it was registered, with `:names`. */
  readonly url: string
}

const NODE = /^(?<indent>[│ ]*)[├└]── (?<part>\S*)(?: \((?<methods>[A-Z, ]+)\))?$/
const INDENT = 4

/** Every route of an application, read from the tree that Fastify prints of its router. */
export function routesOf(app: Pick<FastifyInstance, 'printRoutes'>): AppRoute[] {
  const parts: string[] = []
  return app
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const groups = NODE.exec(line)?.groups
      if (!groups) throw new Error(`Expected a route, got ${JSON.stringify(line)}.`)
      const { indent = '', part = '', methods } = groups
      parts.splice(indent.length / INDENT, Infinity, part)
      const url = parts.join('')
      return methods?.split(', ').map((method) => ({ method, url })) ?? []
    })
}
