/** @throws TypeError unless there is a number of that name */
export function numberIn(result: unknown, name: string): number {
  const value: unknown = Object(result)[name]
  if (typeof value === 'number') return value
  throw new TypeError(`Expected ${name} in the result of a load generator to be a number`)
}
