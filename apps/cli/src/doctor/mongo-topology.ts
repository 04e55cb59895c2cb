import type { Document } from 'mongodb'
import { ok, warn, type Check } from './check.ts'

const SAFE_MEMBERS = 3

/** @param hello the answer to the command of that name */
export function checkMongoTopology({ msg, setName, hosts }: Document): Check {
  if (msg === 'isdbgrid') return ok('topology', 'sharded cluster')
  const mend = `Run a replica set of ${SAFE_MEMBERS} members where data must not be lost.`
  if (typeof setName !== 'string') {
    return warn('topology', 'a single server: when its disk is lost, so is all data', mend)
  }
  const members = Array.isArray(hosts) ? hosts.length : 1
  const counted = members === 1 ? '1 member that holds' : `${members} members that hold`
  const shown = `replica set ${setName} with ${counted} data`
  return members < SAFE_MEMBERS ? warn('topology', shown, mend) : ok('topology', shown)
}
