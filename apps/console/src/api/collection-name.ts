/** As the API has it: a letter, then at most 63 letters, digits, `_` and `-`. */
export function isCollectionName(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name)
}
