export interface DocumentTarget {
  readonly collection: string
  readonly id: string
}

/** The pages above that of a document. */
export function above(collection: string): readonly { label: string; to: string }[] {
  return [
    { label: 'Collections', to: '/' },
    { label: collection, to: `/collections/${collection}` },
  ]
}
