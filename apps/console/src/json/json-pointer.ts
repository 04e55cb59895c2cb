/** JSON Pointer (RFC 6901) ↔ names on the way from the top. */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return []
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

export function formatPointer(path: readonly string[]): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** As people would write it: `cast[0].name`. */
export function pathLabel(pointer: string): string {
  return parsePointer(pointer).reduce((label, name) => {
    if (/^\d+$/.test(name)) return `${label}[${name}]`
    return label === '' ? name : `${label}.${name}`
  }, '')
}
