/**
 * The server's versions begin anew when a document is deleted and made again. Clients number the
 * lives of a key and write that number into the document; the logical version joins both, so that
 * it only ever grows. A deletion is the last version of its life.
 */
const perLife = 1_000_000_000

export function logicalVersion(life: number, version: number): number {
  return life * perLife + version
}

export function deletionVersion(life: number): number {
  return (life + 1) * perLife - 1
}

/** For people: `2.7` is version 7 of the second life, `2.deleted` its end. */
export function showVersion(version: number | 'absent' | undefined): string {
  if (version === undefined) return '?'
  if (version === 'absent' || version === 0) return 'absent'
  const life = Math.floor(version / perLife)
  const own = version % perLife
  return own === perLife - 1 ? `${life}.deleted` : `${life}.${own}`
}
