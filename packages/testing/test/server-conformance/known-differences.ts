/**
 * Where servers that are not MongoDB answer differently, and what they answer. A difference that
 * is not listed fails the suite; one that is listed and gone fails it too, so that the list stays
 * true. `docs/compatibility.md` says what each means for CStore.
 */
import type { Db } from 'mongodb'
import type { Differences } from './check.ts'
import { ferretdbDifferences } from './ferretdb-differences.ts'

export type ServerName = 'MongoDB' | 'embedded' | 'SecantusDB' | 'FerretDB'

export const knownDifferences: Readonly<Record<ServerName, Differences>> = {
  MongoDB: {},
  embedded: {},
  // 0.7.0b3
  SecantusDB: {
    'two bounds on an array may be met by different elements, with an index': {
      answers: ['within'],
    },
    '$all with null means what equality with null means': { answers: ['null'] },
    '$all with null means what equality with null means, with an index': { answers: ['null'] },
    '$all with an array means what equality with that array means': { answers: ['nested'] },
    '$all with an array means what equality with that array means, with an index': {
      answers: ['nested'],
    },
    'a descending index gives a string and those that begin with it': { answers: ['a', 'b'] },
    'a document without the field among those of an array counts as null': { answers: [2, 3, 1] },
    'a document without the field among those of an array counts as null, with an index': {
      answers: [2, 3, 1],
    },
    'an index on two arrays of one document is refused with CannotIndexParallelArrays (171)': {
      answers: 'no error',
    },
    'an empty collection name is InvalidNamespace (73)': { answers: 'no error' },
  },
  FerretDB: ferretdbDifferences,
}

export async function serverName(db: Db): Promise<ServerName> {
  const info = await db.admin().buildInfo()
  if ('cstoreEmbedded' in info) return 'embedded'
  if ('secantusVersion' in info) return 'SecantusDB'
  if ('ferretdb' in info || 'ferretdbVersion' in info) return 'FerretDB'
  return 'MongoDB'
}
