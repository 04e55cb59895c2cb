const COUNT = new Intl.NumberFormat('en')

/** `100,000` */
export function formatCount(count: number): string {
  return COUNT.format(count)
}
