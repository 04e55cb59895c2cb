/**
 * Everything that tests start on this machine lives in one directory per run, with the ids of
 * processes and containers beside the data. A worker that dies cannot stop its servers: the end
 * of the run does, from the ids found here, so that no run leaves servers or files behind.
 */
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { dockerClient } from '../servers/docker-client.ts'

const run = promisify(execFile)
const runDirectoryVariable = 'CSTORE_TEST_RUN_DIR'
const pidSuffix = '.pid'
const containerSuffix = '.container'

/** Makes the run's directory and announces it to the workers, which inherit the environment. */
export async function openRunDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cstore-test-'))
  // Servers that run as somebody else find their own folder in it, and no other.
  await chmod(directory, 0o711)
  process.env[runDirectoryVariable] = directory
  return directory
}

/** A fresh data directory inside the run's directory (outside a run: in the system's own). */
export function makeDataDirectory(prefix: string): Promise<string> {
  return mkdtemp(join(process.env[runDirectoryVariable] ?? tmpdir(), `${prefix}-`))
}

/** Notes a process together with its start time, since ids are used again. */
export async function recordProcess(pid: number): Promise<void> {
  const directory = process.env[runDirectoryVariable]
  if (directory === undefined) return
  await writeFile(join(directory, `${pid}${pidSuffix}`), (await startTimeOf(pid)) ?? '')
}

export async function forgetProcess(pid: number): Promise<void> {
  const directory = process.env[runDirectoryVariable]
  if (directory !== undefined) await rm(join(directory, `${pid}${pidSuffix}`), { force: true })
}

export async function recordContainer(id: string): Promise<void> {
  const directory = process.env[runDirectoryVariable]
  if (directory !== undefined) await writeFile(join(directory, `${id}${containerSuffix}`), '')
}

export async function forgetContainer(id: string): Promise<void> {
  const directory = process.env[runDirectoryVariable]
  if (directory !== undefined) await rm(join(directory, `${id}${containerSuffix}`), { force: true })
}

/** Kills what was left running and removes the directory; answers how many were left. */
export async function closeRunDirectory(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => [])
  const pids = names.filter((name) => name.endsWith(pidSuffix))
  const containers = names.filter((name) => name.endsWith(containerSuffix))
  const killed = await Promise.all([
    ...pids.map((name) => killRecorded(join(directory, name))),
    ...containers.map((name) => removeContainer(basename(name, containerSuffix))),
  ])
  await rm(directory, { recursive: true, force: true, maxRetries: 3 })
  delete process.env[runDirectoryVariable]
  return killed.filter(Boolean).length
}

/** False when it is gone already, or the daemon is. */
async function removeContainer(id: string): Promise<boolean> {
  try {
    const { client } = await dockerClient()
    await client.container.getById(id).remove({ force: true, v: true })
    return true
  } catch {
    return false
  }
}

/** The id may have gone to a stranger since: only the process that was recorded is killed. */
async function killRecorded(path: string): Promise<boolean> {
  const pid = Number.parseInt(basename(path), 10)
  const startTime = await startTimeOf(pid)
  if (startTime === null || startTime !== (await readFile(path, 'utf8'))) return false
  try {
    // With all that it started, if it leads a group.
    process.kill(-pid, 'SIGKILL')
  } catch {
    process.kill(pid, 'SIGKILL')
  }
  return true
}

/** When a process started, in the words of this system; null when there is no such process. */
async function startTimeOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
  // proc(5): the program's name, in parentheses, may hold spaces; the start time is field 22.
  if (stat !== null) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  if (process.platform === 'linux') return null
  const ps = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => null)
  return ps?.stdout.trim() || null
}
