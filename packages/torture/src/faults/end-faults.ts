import type { FaultProxy } from '@cstore/testing/standalone'

/**
 * TCP never loses bytes in the middle of a stream: they come late, or the connection breaks. So a
 * connection that a black hole may have taken bytes from must not go on, or answers would be taken
 * for those to other questions.
 */
export async function endBlackHole(proxy: FaultProxy): Promise<void> {
  proxy.cut()
  await proxy.heal()
}
