import type { FaultProxy } from '@cstore/testing/standalone'

/**
 * TCP never loses bytes in the middle of a stream: they come late, or the connection breaks. So a
 * connection that a black hole took bytes from must not go on, or answers would be taken for those
 * to other questions.
 */
export async function endFaults(proxy: FaultProxy): Promise<void> {
  if (proxy.droppedBytes > 0) proxy.cut()
  await proxy.heal()
}
