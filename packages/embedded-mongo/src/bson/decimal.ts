import { Decimal128 } from 'bson'

/** An exact decimal: `digits / 10 ** scale`. */
interface Scaled {
  readonly digits: bigint
  readonly scale: number
}

/** `1.10` and `1.1` are equal. */
export function normalizedDecimal(decimal: string): string {
  let { digits, scale } = scaled(decimal)
  while (digits !== 0n && digits % 10n === 0n) {
    digits /= 10n
    scale--
  }
  return `${digits.toString()}e-${scale}`
}

/** Which of the two is greater: the decimal or the double, both exactly. */
export function compareWithDouble(digits: string, near: number): number {
  const [a, b] = aligned(digits, exactDecimal(near))
  if (a === b) return 0
  return a > b ? 1 : -1
}

/** Two decimal texts as integers of the same scale. */
function aligned(one: string, other: string): [bigint, bigint] {
  const a = scaled(one)
  const b = scaled(other)
  const scale = Math.max(a.scale, b.scale)
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale)]
}

function scaled(decimal: string): Scaled {
  const [mantissa = '0', exponent = '0'] = decimal.toLowerCase().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const scale = fraction.length - Number(exponent)
  const digits = BigInt(whole + fraction)
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale }
}

/** All digits of a double: every finite double is a decimal of finite length. */
function exactDecimal(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString()
  let shifted = value
  let twos = 0
  while (!Number.isInteger(shifted)) {
    shifted *= 2
    twos++
  }
  // value = shifted / 2^twos = shifted * 5^twos / 10^twos
  return `${(BigInt(shifted) * 5n ** BigInt(twos)).toString()}e-${twos}`
}

export type DecimalOperation = 'add' | 'multiply'

/** Exact up to the 34 digits that a Decimal128 has, then rounded. */
export function decimalArithmetic(a: string, b: string, operation: DecimalOperation): Decimal128 {
  if (!isFinite(a) || !isFinite(b)) {
    const [x, y] = [Number(a), Number(b)]
    return Decimal128.fromString(String(operation === 'add' ? x + y : x * y))
  }
  if (operation === 'multiply') {
    const [x, y] = [scaled(a), scaled(b)]
    return rounded({ digits: x.digits * y.digits, scale: x.scale + y.scale })
  }
  const scale = Math.max(scaled(a).scale, scaled(b).scale)
  const [x, y] = aligned(a, b)
  return rounded({ digits: x + y, scale })
}

function isFinite(decimal: string): boolean {
  return Number.isFinite(Number(decimal))
}

function rounded({ digits, scale }: Scaled): Decimal128 {
  return Decimal128.fromStringWithRounding(`${digits.toString()}E${-scale}`)
}
