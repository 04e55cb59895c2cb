/** Names one document. Equal for every process that shares the database and the cache. */
export interface DocumentKey {
  readonly collection: string
  readonly id: string
}

/**
 * The cache keys of one document. They share a hash tag, so that one script may touch all
 * of them on a Redis Cluster.
 */
export interface TierKeys {
  readonly value: string
  readonly lease: string
  readonly writers: string
}

/** Changes whenever the meaning of a cached byte changes: old and new processes never mix. */
const FORMAT = 'cs1'

/** Begins every key of every document in a namespace, and of no other namespace. */
export function keyPrefix(namespace: string): string {
  return `${FORMAT}:{${namespace}:`
}

/**
 * Keys are ASCII without braces besides those of the hash tag: `encodeURIComponent` leaves
 * neither, for any id.
 */
export function tierKeys(namespace: string, key: DocumentKey): TierKeys {
  const tag = `${keyPrefix(namespace)}${encodeURIComponent(key.collection)}:${encodeURIComponent(key.id)}}`
  return { value: `${tag}v`, lease: `${tag}l`, writers: `${tag}w` }
}

/** Begins every key of every document in a collection, and no others. */
export function collectionPrefix(namespace: string, collection: string): string {
  return `${keyPrefix(namespace)}${encodeURIComponent(collection)}:`
}

/** The id in a key that begins with the prefix of its collection. */
export function idUnder(prefix: string, key: string): string {
  return decodeURIComponent(key.slice(prefix.length, key.lastIndexOf('}')))
}

/**
 * The cache keys of one page of a list. Generation and writers are the collection's; all of a
 * collection share a hash tag, so that one script may touch them on a Redis Cluster.
 */
export interface ListKeys {
  readonly generation: string
  readonly writers: string
  readonly page: string
}

/**
 * `page` names one query, ASCII without braces; a write touches no page and leaves it out.
 * The suffixes differ from those of documents, whatever the namespace looks like.
 */
export function listKeys(namespace: string, collection: string, page = ''): ListKeys {
  const tag = `${FORMAT}:{${namespace}:${encodeURIComponent(collection)}}`
  return { generation: `${tag}lg`, writers: `${tag}lw`, page: `${tag}lp:${page}` }
}
