/** Text of a server or a file, made safe for a terminal: control characters become `?`. */
export function printable(text: string, maxLength = 500): string {
  const safe = text.replace(/\p{Cc}/gu, '?')
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}…` : safe
}
