/** A Redis that also speaks TLS, under a certificate that it alone vouches for. */
import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onFreePort } from '../processes/free-port.ts'
import { makeDataDirectory } from '../processes/run-directory.ts'
import type { RedisServer, RedisServerOptions } from '../redis-server.ts'
import { startRedisProcess } from './redis-process.ts'

const run = promisify(execFile)

export interface RedisTlsServer extends RedisServer {
  /** Port that speaks TLS; `port` and `url` are without it. */
  readonly tlsPort: number
  /** PEM file of the certificate, which is its own authority. */
  readonly caFile: string
}

/** @throws ServerStartError that names `tls-port` when redis-server was built without TLS. */
export async function startRedisTlsProcess(
  command: string,
  { args = [] }: RedisServerOptions = {},
): Promise<RedisTlsServer> {
  const dir = await makeDataDirectory('redis-tls')
  const [caFile, keyFile] = [join(dir, 'certificate.pem'), join(dir, 'key.pem')]
  try {
    await makeCertificate(caFile, keyFile)
    const tls = ['--tls-cert-file', caFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', caFile]
    const own = [...tls, '--tls-auth-clients', 'no', ...args]
    return await onFreePort(async (tlsPort) => {
      const started = await startRedisProcess(command, {
        args: ['--tls-port', String(tlsPort), ...own],
      })
      const stop = async (): Promise<void> => {
        await started.stop()
        await rm(dir, { recursive: true, force: true })
      }
      return { ...started, tlsPort, caFile, stop }
    })
  } catch (error) {
    await rm(dir, { recursive: true, force: true })
    throw error
  }
}

async function makeCertificate(certificate: string, key: string): Promise<void> {
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  await run('openssl', ['req', '-x509', ...kind, ...name, '-keyout', key, '-out', certificate])
}
