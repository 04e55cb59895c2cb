import { TortureError } from '../torture-errors.ts'
import type { Fault } from './fault.ts'
import { networkFaults } from './network-faults.ts'
import { processFaults } from './process-faults.ts'
import { redisFaults } from './redis-faults.ts'

export const catalogue: readonly Fault[] = [...processFaults, ...redisFaults, ...networkFaults]

/** @throws TortureError for a name that is none. */
export function faultsNamed(names: readonly string[]): Fault[] {
  return names.map((name) => {
    const fault = catalogue.find((each) => each.name === name)
    if (fault !== undefined) return fault
    const known = catalogue.map((each) => each.name).join(', ')
    throw new TortureError(
      'CSTORE_TORTURE_FAULT_UNKNOWN',
      `Expected --faults to be all, none or some of ${known}; got ${JSON.stringify(name)}`,
    )
  })
}
