import type {
  Access,
  CollectionInfo,
  CollectionSettingsInput,
  Health,
  Stats,
  ValidationBody,
  ValidationReport,
} from '@cstore/contracts'
import { having, parsed } from './answers.ts'
import { Collection } from './collection.ts'
import { EtagCache } from './etag-cache.ts'
import { Keys } from './keys.ts'
import { collectionPath, search } from './paths.ts'
import { Transport, type CallOptions, type ClientOptions } from './transport.ts'

const isInfo = having<CollectionInfo>('settings')

export interface CStoreClientOptions extends ClientOptions {
  /**
   * Keeps the documents read last, at most this many characters of JSON, and asks the server only
   * whether they have changed. Default: none.
   */
  readonly rememberCharacters?: number
}

export interface SettingsOptions extends CallOptions {
  /** Refuses a schema that documents do not satisfy which exist already. */
  readonly validate?: boolean
}

/** One CStore server. Every method of it and its parts throws `CStoreError`. */
export class CStoreClient {
  readonly keys: Keys
  readonly #transport: Transport
  readonly #etags: EtagCache | null

  /** @throws CStoreError CSTORE_CLIENT_ARGUMENT */
  constructor({ rememberCharacters = 0, ...options }: CStoreClientOptions) {
    this.#transport = new Transport(options)
    this.#etags = rememberCharacters > 0 ? new EtagCache(rememberCharacters) : null
    this.keys = new Keys(this.#transport)
  }

  /** The documents of one collection, taken to be of type `T`. Asks the server for nothing. */
  collection<T extends object = Record<string, unknown>>(name: string): Collection<T> {
    return new Collection<T>(name, { transport: this.#transport, etags: this.#etags })
  }

  /** What the key of this client may do. */
  async access(options: CallOptions = {}): Promise<Access> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/access',
      effect: 'none',
      options,
    })
    return parsed(answer, having<Access>('role'))
  }

  async collections(options: CallOptions = {}): Promise<CollectionInfo[]> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/collections',
      effect: 'none',
      options,
    })
    return parsed(answer, having<{ collections: CollectionInfo[] }>('collections')).collections
  }

  /** Settings of a collection, and the state of its indexes. */
  async settings(name: string, options: CallOptions = {}): Promise<CollectionInfo> {
    const path = collectionPath(name)
    return parsed(
      await this.#transport.send({ method: 'GET', path, effect: 'none', options }),
      isInfo,
    )
  }

  /** Creates a collection, or replaces its settings: what is absent gets its default. */
  async putSettings(
    name: string,
    json: CollectionSettingsInput,
    { validate = false, ...options }: SettingsOptions = {},
  ): Promise<CollectionInfo> {
    const path = collectionPath(name) + search({ validate: validate ? 'true' : undefined })
    return parsed(
      await this.#transport.send({ method: 'PUT', path, effect: 'once', json, options }),
      isInfo,
    )
  }

  /**
   * Which documents do not satisfy a schema, or without one that of the settings. A report covers a part
   * of a large collection: `next` is the `after` of the one behind it.
   */
  async validate(
    name: string,
    json: ValidationBody = {},
    options: CallOptions = {},
  ): Promise<ValidationReport> {
    const path = `${collectionPath(name)}/validate`
    return parsed(
      await this.#transport.send({ method: 'POST', path, effect: 'none', json, options }),
      having<ValidationReport>('invalid'),
    )
  }

  /** Deletes a collection and its documents. */
  async deleteCollection(name: string, options: CallOptions = {}): Promise<void> {
    const path = collectionPath(name)
    await this.#transport.send({ method: 'DELETE', path, effect: 'once', options })
  }

  /** How the server is; `down` is an answer as well. */
  async health(options: CallOptions = {}): Promise<Health> {
    return parsed(
      await this.#transport.send({
        method: 'GET',
        root: '/api',
        path: '/health',
        expected: 503,
        effect: 'none',
        options,
      }),
      having<Health>('checks'),
    )
  }

  /** Counters of the process that answers; needs a key that may read every collection. */
  async stats(options: CallOptions = {}): Promise<Stats> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/stats',
      effect: 'none',
      options,
    })
    return parsed(answer, having<Stats>('requests'))
  }
}
