/**
 * The load generator of this folder in place of wrk, as fast as it gets answers. It runs in this process,
 * which does nothing else while something is measured.
 */
import { runLoad } from './generator/run-load.ts'
import type { LoadGenerator } from './load.ts'

/** For machines without wrk: it costs more, so that ratios come out nearer to 1. */
export const ownGenerator: LoadGenerator = {
  name: 'its own generator',
  run: (spec) => runLoad({ ...spec, perSecond: null }),
}
