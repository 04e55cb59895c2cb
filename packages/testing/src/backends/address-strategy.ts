import { AddressUnusableError } from '../testing-errors.ts'
import { reasonOf, type Strategy } from './backend.ts'
import { hostOf } from './server-version.ts'

export interface AddressStrategyOptions {
  readonly variable: string
  readonly address: string | undefined
  readonly version: (address: string) => Promise<string>
}

/**
 * A server that the environment names. An address given on purpose that does not answer is an
 * error and not a reason to try something weaker.
 */
export function addressStrategy(options: AddressStrategyOptions): Strategy {
  const { variable, address } = options
  return {
    name: `address in ${variable}`,
    attempt: async () => {
      if (address === undefined) return { reason: `${variable} is not set` }
      const version = await options.version(address).catch((error: unknown) => {
        throw new AddressUnusableError(
          `Expected ${variable} to name a server that answers, got no answer from ` +
            `${hostOf(address)}: ${reasonOf(error)}`,
          { cause: error },
        )
      })
      const name = `server at ${hostOf(address)} (${variable})`
      return { backend: { name, version, url: address, close: () => Promise.resolve() } }
    },
  }
}
