/** The whole numbers from 0 to `count`, without it. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
