import { readFile } from 'node:fs/promises'

/** What a server has used so far. */
export interface Usage {
  /** User and system time of all its threads, milliseconds. */
  readonly cpuMs: number
  readonly residentBytes: number
}

/** The unit of times in /proc is 1/100 s for programs, whatever the kernel was built with. */
const MS_PER_TICK = 10

/** Of a process and of those that it started. Null where there is no /proc. */
export async function usageOf(pid: number): Promise<Usage | null> {
  const own = await usageOfOne(pid)
  if (own === null) return null
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const all = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(usageOf))
  return all.reduce<Usage>((sum, one) => add(sum, one), own)
}

function add(sum: Usage, one: Usage | null): Usage {
  return {
    cpuMs: sum.cpuMs + (one?.cpuMs ?? 0),
    residentBytes: sum.residentBytes + (one?.residentBytes ?? 0),
  }
}

async function usageOfOne(pid: number): Promise<Usage | null> {
  const [stat, status] = await Promise.all(
    ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
  )
  if (!stat || !status) return null
  // proc(5): fields are counted behind the program's name, which may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [user = '0', system = '0'] = fields.slice(11, 13)
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(status) ?? []
  return {
    cpuMs: (Number(user) + Number(system)) * MS_PER_TICK,
    residentBytes: Number(kibibytes) * 1024,
  }
}
