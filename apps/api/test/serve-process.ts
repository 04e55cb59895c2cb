/** A server as it is run: what tests start, stop and kill as a process of its own. */
import { env } from 'node:process'
import { loadConfig } from '@cstore/config'
import { serve } from '../src/index.ts'

const server = await serve(loadConfig(env), process.stdout)
process.once('SIGTERM', () => void server.close())
