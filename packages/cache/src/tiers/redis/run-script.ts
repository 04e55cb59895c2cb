import type { CheckedNode } from './checked-node.ts'
import type { RedisScript } from './scripts.ts'

export interface ScriptCall {
  readonly keys: readonly string[]
  readonly args: readonly (string | number | Buffer)[]
}

/** EVALSHA; a server that lost its scripts (restart, SCRIPT FLUSH) gets the source once more. */
export async function runScript(
  node: CheckedNode,
  script: RedisScript,
  { keys, args }: ScriptCall,
): Promise<unknown> {
  try {
    return await node.client.callBuffer('EVALSHA', [script.sha1, keys.length, ...keys, ...args])
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
    return await node.client.callBuffer('EVAL', [script.source, keys.length, ...keys, ...args])
  }
}
