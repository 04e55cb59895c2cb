/**
 * What a release consists of. `manifest.json` is served beside the files, for programs that look up
 * where a file is, and is what a release is checked against.
 */
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { DamagedError } from './assets-errors.ts'

const Size = Type.Integer({ minimum: 0 })

const ManifestFile = Type.Object({
  /** Where it is served: an absolute path, percent-encoded. */
  path: Type.String({ pattern: '^/[^?#]+$' }),
  /** Bytes, not encoded. */
  size: Size,
  /** As browsers take it (W3C Subresource Integrity). */
  integrity: Type.String({ pattern: '^sha384-[A-Za-z0-9+/]{64}$' }),
  /** Bytes of its copies beside it, by content coding. */
  encodings: Type.Object({
    zstd: Type.Optional(Size),
    br: Type.Optional(Size),
    gzip: Type.Optional(Size),
  }),
})
export type ManifestFile = Static<typeof ManifestFile>

const Manifest = Type.Object({
  version: Type.Literal(1),
  release: Type.String(),
  /** By logical name: the path in the folder that it was published from. */
  files: Type.Record(Type.String(), ManifestFile),
})
export type Manifest = Static<typeof Manifest>

export const MANIFEST_NAME = 'manifest.json'

export function formatManifest(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`
}

/** @throws DamagedError if it is not a manifest. */
export function parseManifest(text: string, release: string): Manifest {
  const problem = `The manifest of release ${release} cannot be read.`
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DamagedError(problem, ['manifest.json is not JSON'])
  }
  if (!Value.Check(Manifest, value)) throw new DamagedError(problem, ['manifest.json is malformed'])
  return value
}
