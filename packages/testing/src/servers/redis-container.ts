/**
 * Redis in a container of a test's own, by Docker's plain `create`, `start` and `kill`.
 * Testcontainers' containers do not fit: they wait ten seconds for the ports of a server that has
 * long ended, lose its log, and restart only in an orderly way.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { reasonOf } from '../backends/backend.ts'
import { redisVersion } from '../backends/server-version.ts'
import { onFreePort } from '../processes/free-port.ts'
import { forgetContainer, recordContainer } from '../processes/run-directory.ts'
import type { RedisServer, RedisServerOptions } from '../redis-server.ts'
import { ServerStartError } from '../testing-errors.ts'
import { dockerClient, type DockerContainer } from './docker-client.ts'
import { redisArguments } from './redis-arguments.ts'

const innerPort = '6379/tcp'
const readyTimeoutMs = 15_000
const pollMs = 20

interface ContainerServer {
  readonly container: DockerContainer
  readonly port: number
  readonly url: string
}

export async function startRedisContainer(
  image: string,
  options: RedisServerOptions = {},
): Promise<RedisServer> {
  const server = await onFreePort((port) => startOn({ image, port, options }))
  const { container, port, url } = server
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    await container.kill({ signal }).catch(async (error: unknown) => {
      // Docker refuses to signal a container that is not running; then there is nothing to do.
      if (await isRunning(container)) throw error
    })
  }
  return {
    url,
    port,
    kill,
    restart: async () => {
      await kill('SIGKILL')
      await container.wait()
      await container.start()
      await untilReady(server)
    },
    stop: () => remove(container),
  }
}

interface ContainerStart {
  readonly image: string
  readonly port: number
  readonly options: RedisServerOptions
}

async function startOn({ image, port, options }: ContainerStart): Promise<ContainerServer> {
  const { client, host } = await dockerClient()
  const settings = { bind: '0.0.0.0', 'protected-mode': 'no', dir: '/data' }
  const container = await client.container.create({
    Image: image,
    Cmd: ['redis-server', ...redisArguments(settings), ...(options.args ?? [])],
    // A terminal's log comes without the headers that Docker puts between two streams.
    Tty: true,
    ExposedPorts: { [innerPort]: {} },
    HostConfig: {
      PortBindings: {
        [innerPort]: [{ HostIp: host === '127.0.0.1' ? host : '', HostPort: String(port) }],
      },
    },
  })
  const server = { container, port, url: `redis://${host}:${port}` }
  try {
    await recordContainer(container.id)
    await container.start()
    await untilReady(server)
    return server
  } catch (error) {
    await remove(container)
    if (error instanceof ServerStartError) throw error
    throw new ServerStartError(`A container of ${image} did not start: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

/** A server answers `INFO` while it loads its data; the driver waits until it has. */
async function untilReady({ container, url }: ContainerServer): Promise<void> {
  const giveUpAtMs = Date.now() + readyTimeoutMs
  for (;;) {
    const failure = await redisVersion(url).then(() => null, reasonOf)
    if (failure === null) return
    if (!(await isRunning(container))) return fail(container, 'ended before it was ready')
    if (Date.now() > giveUpAtMs) return fail(container, `was not ready: ${failure}`)
    await delay(pollMs)
  }
}

async function fail(container: DockerContainer, what: string): Promise<never> {
  const log = await container.logs({ stdout: true, stderr: true, tail: 30 })
  throw new ServerStartError(`redis-server ${what}. The end of its log:\n${log.toString()}`)
}

async function isRunning(container: DockerContainer): Promise<boolean> {
  return (await container.inspect()).State.Running
}

async function remove(container: DockerContainer): Promise<void> {
  await container.remove({ force: true, v: true })
  await forgetContainer(container.id)
}
