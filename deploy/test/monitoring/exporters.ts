/** The exporters, from Debian's packages: older than the images, but their metrics have the same names. */
import { findOnPath, onFreePort, startServerProcess } from '@cstore/testing/standalone'
import { missing } from '../missing.ts'

export interface Exporter {
  readonly port: number
  stop(): Promise<void>
}

export interface RedisLogin {
  readonly port: number
  readonly user: string
  readonly password: string
}

export function startRedisExporter({ port, user, password }: RedisLogin): Promise<Exporter> {
  return startExporter('prometheus-redis-exporter', (listen) => ({
    args: [`-web.listen-address=${listen}`],
    env: {
      REDIS_ADDR: `redis://127.0.0.1:${port}`,
      REDIS_USER: user,
      REDIS_PASSWORD: password,
    },
    ready: /Providing metrics at/,
  }))
}

export function startNginxExporter(statusOrigin: string): Promise<Exporter> {
  return startExporter('prometheus-nginx-exporter', (listen) => ({
    args: [`-nginx.scrape-uri=${statusOrigin}/stub_status`, `-web.listen-address=${listen}`],
    env: {},
    ready: /NGINX Prometheus Exporter/i,
  }))
}

interface Start {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly ready: RegExp
}

async function startExporter(program: string, how: (listen: string) => Start): Promise<Exporter> {
  const command = await findOnPath(program)
  if (command === null) missing(`${program} on the PATH (Debian has it under this name)`)
  const { port, server } = await onFreePort(async (free) => ({
    port: free,
    server: await startServerProcess({ command, ...how(`127.0.0.1:${free}`) }),
  }))
  return { port, stop: () => server.end() }
}
