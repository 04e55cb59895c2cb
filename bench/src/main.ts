/** `pnpm bench`: CStore's hit path beside the limits of its parts, in one run. */
import { parseOptions } from './options.ts'
import { runBench } from './run-bench.ts'

await runBench(parseOptions(process.argv))
