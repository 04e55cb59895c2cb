/**
 * A server in a container, by Testcontainers. Used when a Docker daemon answers and the image is
 * there or can be pulled within a bounded time; everything else is a reason, not an error.
 */
import type { ContainerRuntimeClient, StartedTestContainer } from 'testcontainers'
import { within } from '../processes/within.ts'
import { reasonOf, type RunningBackend, type Strategy, withVersion } from './backend.ts'

export interface ContainerStrategyOptions {
  readonly image: string
  readonly port: number
  readonly scheme: 'mongodb' | 'redis'
  readonly version: (url: string) => Promise<string>
}

/** In place of an image's name: containers are not wanted for this service. */
const noImage = 'none'
const daemonTimeoutMs = 10_000
const pullTimeoutMs = 120_000
const startTimeoutMs = 60_000

export function containerStrategy(options: ContainerStrategyOptions): Strategy {
  return {
    name: `Testcontainers (${options.image})`,
    attempt: async () => {
      if (options.image === noImage) return { reason: 'the environment says that none is wanted' }
      const docker = await dockerDaemon()
      if ('reason' in docker) return docker
      try {
        const missing = await ensureImage(docker.client, options.image)
        if (missing !== null) return { reason: missing }
        return { backend: await startContainer(options) }
      } catch (error) {
        return { reason: `the container could not be used: ${reasonOf(error)}` }
      }
    },
  }
}

/** The daemon that Testcontainers finds (DOCKER_HOST, the usual sockets), or why there is none. */
export async function dockerDaemon(): Promise<
  { client: ContainerRuntimeClient } | { reason: string }
> {
  try {
    // Loaded late: runs whose addresses are given need none of it.
    const { getContainerRuntimeClient } = await import('testcontainers')
    return { client: await within(daemonTimeoutMs, getContainerRuntimeClient(), 'Docker') }
  } catch (error) {
    return { reason: `no Docker daemon answered: ${reasonOf(error)}` }
  }
}

async function ensureImage(client: ContainerRuntimeClient, image: string): Promise<string | null> {
  const { ImageName } = await import('testcontainers')
  const name = ImageName.fromString(image)
  if (await within(daemonTimeoutMs, client.image.exists(name), 'Docker')) return null
  const missing = `the image ${image} is not on this machine and could not be pulled`
  try {
    await within(pullTimeoutMs, client.image.pull(name), `pulling ${image}`)
  } catch (error) {
    return `${missing}: ${reasonOf(error)}`
  }
  // A pull that breaks off ends its progress stream like one that worked.
  return (await client.image.exists(name)) ? null : missing
}

async function startContainer(options: ContainerStrategyOptions): Promise<RunningBackend> {
  const { GenericContainer } = await import('testcontainers')
  const container = await new GenericContainer(options.image)
    .withExposedPorts(options.port)
    .withStartupTimeout(startTimeoutMs)
    .start()
  const url = addressOf(container, options)
  const close = async (): Promise<void> => void (await container.stop())
  const { image } = options
  return withVersion({ name: `Testcontainers ${image}`, url, image, close }, options.version)
}

function addressOf(container: StartedTestContainer, options: ContainerStrategyOptions): string {
  return `${options.scheme}://${container.getHost()}:${container.getMappedPort(options.port)}`
}
