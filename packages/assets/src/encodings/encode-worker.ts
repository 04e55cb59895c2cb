/** What a thread of the pool runs; see encoding-pool.ts. A bundle needs it as a file of its own. */
import { readFileSync } from 'node:fs'
import workerpool from 'workerpool'
import { encode } from './encode.ts'
import type { EncodingName } from './encodings.ts'

workerpool.worker({
  encodeFile: (path: string, encoding: EncodingName) => encode(readFileSync(path), encoding),
})
