/**
 * On a bare Debian machine (root, no Docker) the test set-up installs servers itself and says so.
 * Debian starts and enables the service of a package it installs; that is prevented,
 * because tests start their own processes and a forgotten server on the usual port surprises.
 */
import { execFile } from 'node:child_process'
import { access, rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { findOnPath } from '../processes/find-on-path.ts'
import { reasonOf } from './backend.ts'
import { dockerDaemon } from './container-strategy.ts'

const run = promisify(execFile)
const stepTimeoutMs = 300_000

/** Asked by Debian's packages before they start a service; 101 means "do not". */
const servicePolicy = '/usr/sbin/policy-rc.d'

export interface DebianServer {
  /** Its system service. */
  readonly service: string
  readonly packages: readonly string[]
}

/** Null when the packages are installed now, else why they were not. */
export async function installFromDebian({
  service,
  packages,
}: DebianServer): Promise<string | null> {
  const reason = await whyNotInstall()
  if (reason !== null) return reason
  console.log(`There is no ${service} here: installing it from Debian with apt-get …`)
  try {
    await withoutServiceStart(service, async () => {
      await aptGet(['update', '-q'])
      await aptGet(['install', '-q', '-y', '--no-install-recommends', ...packages])
    })
  } catch (error) {
    return `apt-get could not install ${service}: ${reasonOf(error)}`
  }
  console.log(`${service} is installed; its service is neither started nor enabled.`)
  return null
}

async function whyNotInstall(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'not root, so nothing may be installed'
  if (!(await exists('/etc/debian_version'))) return 'this is not a Debian machine'
  if ((await findOnPath('apt-get')) === null) return 'there is no apt-get on PATH'
  if ('client' in (await dockerDaemon()))
    return 'a Docker daemon answers here, so this is not a bare machine'
  return null
}

async function withoutServiceStart(service: string, install: () => Promise<void>): Promise<void> {
  const ours = !(await exists(servicePolicy))
  if (ours) await writeFile(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await install()
    // Not every Debian runs systemd; where it does not, nothing would start the service either.
    await run('systemctl', ['disable', service]).catch(() => undefined)
  } finally {
    if (ours) await rm(servicePolicy, { force: true })
  }
}

async function aptGet(args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', [...args], { env, timeout: stepTimeoutMs })
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
