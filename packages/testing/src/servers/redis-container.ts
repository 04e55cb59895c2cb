/**
 * Redis in a container of a test's own, by Docker's plain `create`, `start` and `kill`.
 * Testcontainers' containers do not fit: they wait ten seconds for the ports of a server that has
 * long ended, lose its log, and restart only in an orderly way.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { reasonOf } from '../backends/backend.ts'
import { onFreePort } from '../processes/free-port.ts'
import { forgetContainer, recordContainer } from '../processes/run-directory.ts'
import type { RedisServer, RedisServerOptions } from '../redis-server.ts'
import { ServerStartError } from '../testing-errors.ts'
import { dockerClient, type DockerContainer } from './docker-client.ts'
import { redisArguments, redisReady } from './redis-arguments.ts'

const innerPort = '6379/tcp'
const readyTimeoutMs = 15_000
const pollMs = 20
const lastLogCharacters = 2000

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
      const before = await logOf(container)
      await container.start()
      await untilReady(server, before.length)
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

/**
 * Read off the log, as of a process: a server may let in only users that a test knows. A container that
 * is started again keeps the log of its last one, which ends at `from`. Times would not do: a quick
 * server has said all it says before Docker notes that it was started.
 */
async function untilReady({ container }: ContainerServer, from = 0): Promise<void> {
  const giveUpAtMs = Date.now() + readyTimeoutMs
  for (;;) {
    const log = (await logOf(container)).slice(from)
    if (redisReady.test(log)) return
    if (!(await isRunning(container))) throw notReady('ended before it was ready', log)
    if (Date.now() > giveUpAtMs) throw notReady('was not ready in time', log)
    await delay(pollMs)
  }
}

async function logOf(container: DockerContainer): Promise<string> {
  return (await container.logs({ stdout: true, stderr: true })).toString()
}

function notReady(what: string, log: string): ServerStartError {
  return new ServerStartError(
    `redis-server ${what}. The end of its log:\n${log.slice(-lastLogCharacters)}`,
  )
}

async function isRunning(container: DockerContainer): Promise<boolean> {
  return (await container.inspect()).State.Running
}

async function remove(container: DockerContainer): Promise<void> {
  await container.remove({ force: true, v: true })
  await forgetContainer(container.id)
}
