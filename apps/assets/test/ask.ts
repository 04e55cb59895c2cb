import { Agent, request } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface Asked {
  readonly method?: string
  /** Sent as it is, without being made tidy. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Absent: a connection of its own. */
  readonly agent?: Agent
}

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Names of fields that came more than once. */
  readonly repeated: readonly string[]
  /** As it came, not decoded. */
  readonly body: Buffer
}

const alone = new Agent()

export function ask(
  origin: string,
  { method, path, headers, agent = alone }: Asked,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { hostname, port } = new URL(origin)
  const options = { hostname, port, method, path, agent, headers: { ...headers }, timeout: 5000 }
  const sent = request(options, (response) => {
    const { statusCode: status = 0, rawHeaders } = response
    const names = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase())
    const values = rawHeaders.filter((_, index) => index % 2 === 1)
    const fields = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']))
    const repeated = names.filter((name, index) => names.indexOf(name) !== index)
    buffer(response).then((body) => resolve({ status, headers: fields, repeated, body }), reject)
  })
  sent.on('timeout', () => sent.destroy(new Error(`${path}: no answer within 5 s`)))
  sent.on('error', reject)
  sent.end()
  return promise
}
