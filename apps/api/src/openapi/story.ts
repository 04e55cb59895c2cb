/**
 * What the examples tell: one story, in which a collection is made, filled, read and changed. A
 * test plays it against a running API.
 */
import { DEFAULT_CACHE_POLICY, type CollectionInfo } from '@cstore/contracts'

/** As it is created; patched, it gets its year right. */
export const DRAFT = { id: 'brazil', title: 'Brazil', year: 1984, genres: ['Comedy'] }
export const BRAZIL = { ...DRAFT, year: 1985 }

const METROPOLIS = { id: 'metropolis', title: 'Metropolis', year: 1927, genres: ['Drama'] }
const ARRIVAL = { id: 'arrival', title: 'Arrival', year: 2016, genres: ['Drama'] }

export const MOVIES: CollectionInfo = {
  name: 'movies',
  settings: {
    schema: {
      type: 'object',
      properties: { title: { type: 'string' }, year: { type: 'integer' } },
      required: ['title'],
    },
    cache: { ...DEFAULT_CACHE_POLICY, ttlMs: 60_000 },
    publicRead: true,
    indexes: [{ fields: { year: -1 } }],
  },
}

/** The last line has no title, which the schema of the collection asks for. */
export const IMPORTED = ndjson(METROPOLIS, ARRIVAL, { id: 'untitled', year: 1950 })
export const EXPORTED = ndjson(ARRIVAL, BRAZIL, METROPOLIS)

export const KEY = {
  id: '0f1e2d3c4b5a',
  name: 'website',
  role: 'reader',
  collections: ['movies'],
  createdAt: '2026-11-23T20:16:31.862Z',
}
export const SECRET = 'cst_0f1e2d3c4b5a_Pq3sV7xY1zA5bC9dE2fG4hJ6kL8mN0oT'

function ndjson(...documents: readonly object[]): string {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('')
}
