/**
 * The slot of a key on a Redis Cluster: CRC16 (XMODEM) of its hash tag, or of all of it.
 * https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#key-distribution-model
 */
export const SLOTS = 16_384

const POLYNOMIAL = 0x1021

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ POLYNOMIAL : crc << 1
  return crc & 0xffff
})

/** `key` is ASCII. */
export function keySlot(key: string): number {
  const open = key.indexOf('{')
  const close = open < 0 ? -1 : key.indexOf('}', open + 1)
  // An empty tag is none.
  const tag = close > open + 1 ? key.slice(open + 1, close) : key
  let crc = 0
  for (let index = 0; index < tag.length; index++) {
    crc = ((crc << 8) & 0xffff) ^ (TABLE[(crc >> 8) ^ tag.charCodeAt(index)] ?? 0)
  }
  return crc % SLOTS
}
