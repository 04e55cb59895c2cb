/** Containers of one run: hardened as in deploy/, told apart by a label, removed at the end whatever happened. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const COMMAND_TIMEOUT_MS = 90_000
const HEALTHY_TIMEOUT_MS = 60_000

/** Names and labels of what this run makes begin so. */
export const RUN = `cstore-images-${process.pid}`

/** What every pod of deploy/ is given. */
const HARDENED = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--pids-limit=512',
]

export async function docker(...args) {
  const { stdout } = await run('docker', args, { timeout: COMMAND_TIMEOUT_MS })
  return stdout.trim()
}

/** Starts one in the background; `options` are those of `docker run`. Returns its name. */
export async function start(name, { image, options = [], command = [] }) {
  const whole = `${RUN}-${name}`
  await docker(
    'run',
    '--detach',
    '--name',
    whole,
    '--label',
    RUN,
    ...HARDENED,
    ...options,
    image,
    ...command,
  )
  return whole
}

/** Runs one to its end, and returns what it said on stdout. */
export function runToEnd({ image, options = [], command = [] }) {
  return docker('run', '--rm', '--label', RUN, ...HARDENED, ...options, image, ...command)
}

export async function inspect(name, format) {
  return docker('inspect', '--format', format, name)
}

export async function healthy(name) {
  const until = performance.now() + HEALTHY_TIMEOUT_MS
  while ((await inspect(name, '{{.State.Health.Status}}')) !== 'healthy') {
    if (performance.now() > until || (await inspect(name, '{{.State.Running}}')) === 'false') {
      throw new Error(`${name} is not healthy:\n${await logs(name)}`)
    }
    await sleep(200)
  }
}

/** Where a published port is, as origin. */
export async function origin(name, port) {
  return `http://${(await docker('port', name, String(port))).split('\n')[0]}`
}

/** Asks it to end as Kubernetes would, and returns its exit code. */
export async function stop(name) {
  await docker('stop', '--time', '30', name)
  return Number(await inspect(name, '{{.State.ExitCode}}'))
}

export async function logs(name) {
  const { stdout, stderr } = await run('docker', ['logs', '--tail', '30', name])
  return `${stdout}${stderr}`
}

/** A volume that belongs to the user, as `fsGroup` would see to. */
export async function volume(name, { owner, image }) {
  const whole = await docker('volume', 'create', '--label', RUN, `${RUN}-${name}`)
  await docker(
    'run',
    '--rm',
    '--label',
    RUN,
    '--user=0',
    '--network=none',
    '--entrypoint=chown',
    '-v',
    `${whole}:/v`,
    image,
    `${owner}:${owner}`,
    '/v',
  )
  return whole
}

export async function network() {
  await docker('network', 'create', '--label', RUN, RUN)
  return RUN
}

export async function removeAll() {
  const filter = ['--quiet', '--filter', `label=${RUN}`]
  const left = lines(await docker('ps', '--all', ...filter))
  if (left.length > 0) await docker('rm', '--force', '--volumes', ...left)
  for (const kind of ['network', 'volume']) {
    const names = lines(await docker(kind, 'ls', ...filter))
    if (names.length > 0) await docker(kind, 'rm', ...names)
  }
}

function lines(text) {
  return text.split('\n').filter((line) => line !== '')
}
