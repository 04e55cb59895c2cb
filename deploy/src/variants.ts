/**
 * Everything that can be built: the overlays as they are, and production with each supported choice
 * of components. A choice takes one of each row; what has to do with data does not depend on who lets people in
 * or on the kind of cluster, so it is chosen beside two of these.
 */
export interface Variant {
  /** Name of the folder among the overlays. */
  readonly name: string
  /** Instead of those of production; absent: the overlay stays as it is. */
  readonly components?: readonly string[]
}

export const overlays = ['local', 'staging', 'production'] as const

const entries = [['ingress-nginx'], ['ingress-nginx', 'cert-manager'], ['gateway-api']]
const clusters = [[], ['node-local-dns'], ['single-node'], ['node-local-dns', 'single-node']]
const data = [['mongodb-replica-set'], ['redis-sentinel']]
const all = ['backups', 'mongodb-replica-set', 'redis-sentinel']

export const variants: readonly Variant[] = [
  ...overlays.map((name) => ({ name })),
  ...choices([entries, clusters]).map(variant),
  ...choices([[['ingress-nginx', 'cert-manager']], data]).map(variant),
  ...choices([
    [
      ['ingress-nginx', 'cert-manager'],
      ['gateway-api', 'node-local-dns'],
    ],
    [all],
  ]).map(variant),
]

function variant(components: readonly string[]): Variant {
  return { name: components.join('--'), components }
}

function choices(rows: readonly (readonly (readonly string[])[])[]): string[][] {
  return rows.reduce<string[][]>(
    (chosen, row) => chosen.flatMap((so) => row.map((more) => [...so, ...more])),
    [[]],
  )
}
