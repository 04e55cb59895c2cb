/** Whether a number of JSON is the same after it was read as a double. */
export function keepsDigits(number: string): boolean {
  const value = Number(number)
  if (!Number.isFinite(value)) return false
  const digits = significant(number)
  return digits === significant(String(value)) || digits.length <= 15
}

/** The digits that count, without sign, point, exponent and zeros at the ends. */
function significant(number: string): string {
  const [mantissa = ''] = number.toLowerCase().split('e')
  return mantissa.replaceAll(/[-+.]/g, '').replace(/^0+/, '').replace(/0+$/, '')
}
