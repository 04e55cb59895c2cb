import type { ContainerRuntimeClient } from 'testcontainers'

export type DockerContainer = ReturnType<ContainerRuntimeClient['container']['getById']>

/** The daemon that Testcontainers finds, and the host on which it publishes ports. */
export async function dockerClient(): Promise<{ client: ContainerRuntimeClient; host: string }> {
  // Loaded late: it takes a third of a second, and most runs need none of it.
  const { getContainerRuntimeClient } = await import('testcontainers')
  const client = await getContainerRuntimeClient()
  const { host } = client.info.containerRuntime
  return { client, host: host === 'localhost' ? '127.0.0.1' : host }
}
