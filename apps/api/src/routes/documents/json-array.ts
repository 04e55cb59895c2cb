/** A JSON array of what is JSON already: joined, not parsed and written anew. */
export function jsonArray(items: readonly Buffer[]): Buffer {
  const comma = Buffer.from(',')
  const joined = items.flatMap((item, index) => (index === 0 ? [item] : [comma, item]))
  return Buffer.concat([Buffer.from('['), ...joined, Buffer.from(']')])
}
