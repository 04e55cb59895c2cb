import type { ApiKeyCreated, ApiKeyInfo, ApiKeyInput, ApiKeyRotation } from '@cstore/contracts'
import { having, parsed } from './answers.ts'
import { segment } from './paths.ts'
import type { CallOptions, Transport } from './transport.ts'

/** The API keys; needs one with the role `admin`. */
export class Keys {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  async list(options: CallOptions = {}): Promise<ApiKeyInfo[]> {
    const answer = await this.#transport.send({
      method: 'GET',
      path: '/keys',
      effect: 'none',
      options,
    })
    return parsed(answer, having<{ keys: ApiKeyInfo[] }>('keys')).keys
  }

  /** The answer is the only one that shows the key. */
  async create(json: ApiKeyInput, options: CallOptions = {}): Promise<ApiKeyCreated> {
    return parsed(
      await this.#transport.send({ method: 'POST', path: '/keys', effect: 'once', json, options }),
      having<ApiKeyCreated>('key'),
    )
  }

  /** Gives a key a new secret; the answer is the only one that shows it. */
  async rotate(
    id: string,
    json: ApiKeyRotation = {},
    options: CallOptions = {},
  ): Promise<ApiKeyCreated> {
    const path = `/keys/${segment(id)}/rotate`
    return parsed(
      await this.#transport.send({ method: 'POST', path, effect: 'once', json, options }),
      having<ApiKeyCreated>('key'),
    )
  }

  /** Revokes a key, everywhere within a second. */
  async revoke(id: string, options: CallOptions = {}): Promise<void> {
    await this.#transport.send({
      method: 'DELETE',
      path: `/keys/${segment(id)}`,
      // Ids do not come again.
      effect: 'repeatable',
      options,
    })
  }
}
