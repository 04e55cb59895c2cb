/** Where tests get nginx from: there is no stand-in. Each test starts a process of its own. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { findNginx } from '../processes/find-nginx.ts'
import { reasonOf, type Strategy } from './backend.ts'
import { installFromDebian } from './install-from-debian.ts'

const packages = ['nginx', 'libnginx-mod-http-brotli-static']

export const nginxStrategies: readonly Strategy[] = [
  { name: 'nginx on PATH', attempt: () => nginxFound('nginx on PATH') },
  {
    name: 'nginx installed from Debian',
    attempt: async () => {
      const reason = await installFromDebian({ service: 'nginx', packages })
      if (reason !== null) return { reason }
      return nginxFound('nginx, installed from Debian by this run')
    },
  },
]

async function nginxFound(name: string): ReturnType<Strategy['attempt']> {
  const command = await findNginx()
  if (command === null) return { reason: 'there is no nginx on PATH' }
  try {
    const version = await nginxVersion(command)
    return { backend: { name: `${name} (${command})`, version, close: () => Promise.resolve() } }
  } catch (error) {
    return { reason: `${command} did not start: ${reasonOf(error)}` }
  }
}

async function nginxVersion(command: string): Promise<string> {
  const { stderr } = await promisify(execFile)(command, ['-v'])
  return /nginx\/(\S+)/.exec(stderr)?.[1] ?? 'unknown'
}
