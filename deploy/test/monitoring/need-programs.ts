import { findOnPath } from '@cstore/testing/standalone'
import { missing } from '../missing.ts'

const debian = [
  'redis-server',
  'prometheus',
  'prometheus-redis-exporter',
  'prometheus-nginx-exporter',
]

/** Skips the running test where one is missing, or fails it if services are required. */
export async function needPrograms(): Promise<void> {
  const found = await Promise.all(debian.map((name) => findOnPath(name)))
  const absent = debian.filter((_, index) => found[index] === null)
  if (absent.length > 0)
    missing(`${absent.join(', ')} on the PATH (Debian has packages of this name)`)
}
