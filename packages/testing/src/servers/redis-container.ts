/**
 * The container keeps its port and its files until it is removed, so a crash and a restart are
 * Docker's `kill` and `start`. Testcontainers' own restart would stop in an orderly way.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { reasonOf } from '../backends/backend.ts'
import { redisVersion } from '../backends/server-version.ts'
import { onFreePort } from '../processes/free-port.ts'
import type { RedisServer, RedisServerOptions } from '../redis-server.ts'
import { ServerStartError } from '../testing-errors.ts'
import { redisArguments, redisReady } from './redis-arguments.ts'

const innerPort = 6379
const readyTimeoutMs = 15_000
const pollMs = 20
const lastLogCharacters = 2000

export async function startRedisContainer(
  image: string,
  options: RedisServerOptions = {},
): Promise<RedisServer> {
  const { getContainerRuntimeClient } = await import('testcontainers')
  const container = await onFreePort((port) => runContainer({ image, port, options }))
  const client = await getContainerRuntimeClient()
  const handle = client.container.getById(container.getId())
  const port = container.getMappedPort(innerPort)
  const url = `redis://${container.getHost()}:${port}`
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    // Docker refuses to signal a container that is not running; then there is nothing to do.
    const { State } = await handle.inspect()
    if (State.Running) await handle.kill({ signal })
  }
  return {
    url,
    port,
    kill,
    restart: async () => {
      await kill('SIGKILL')
      await handle.wait()
      await handle.start()
      await untilAnswers(url)
    },
    stop: () => handle.remove({ force: true, v: true }),
  }
}

interface ContainerRun {
  readonly image: string
  readonly port: number
  readonly options: RedisServerOptions
}

async function runContainer({ image, port, options }: ContainerRun) {
  const { GenericContainer, Wait } = await import('testcontainers')
  const settings = { bind: '0.0.0.0', 'protected-mode': 'no', dir: '/data' }
  let log = ''
  try {
    return await new GenericContainer(image)
      .withCommand(['redis-server', ...redisArguments(settings), ...(options.args ?? [])])
      .withExposedPorts({ container: innerPort, host: port })
      .withWaitStrategy(Wait.forLogMessage(redisReady))
      .withStartupTimeout(readyTimeoutMs)
      .withLogConsumer((stream) => {
        stream.on('data', (text) => (log = (log + String(text)).slice(-lastLogCharacters)))
      })
      .start()
  } catch (error) {
    throw new ServerStartError(
      `A container of ${image} did not start: ${reasonOf(error)}. The end of its log:\n${log}`,
      { cause: error },
    )
  }
}

async function untilAnswers(url: string): Promise<void> {
  const giveUpAtMs = Date.now() + readyTimeoutMs
  for (;;) {
    const failure = await redisVersion(url).then(() => null, reasonOf)
    if (failure === null) return
    if (Date.now() > giveUpAtMs)
      throw new ServerStartError(`Redis did not answer after its restart: ${failure}`)
    await delay(pollMs)
  }
}
