/** Exact arithmetic on decimal strings: an amount as a whole number of the smallest printed unit. */
export interface Decimal {
  readonly digits: bigint
  /** Places behind the point. */
  readonly places: number
}

export const ZERO: Decimal = { digits: 0n, places: 0 }

/** `-1234.50`; throws SyntaxError for what is no decimal. */
export function decimal(amount: string): Decimal {
  const [whole = '', fraction = ''] = amount.split('.')
  return { digits: BigInt(whole + fraction), places: fraction.length }
}

export function add(a: Decimal, b: Decimal): Decimal {
  const places = Math.max(a.places, b.places)
  return { digits: at(a, places) + at(b, places), places }
}

export function negate({ digits, places }: Decimal): Decimal {
  return { digits: -digits, places }
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, negate(b))
}

export function isZero({ digits }: Decimal): boolean {
  return digits === 0n
}

/** The size in units of the last of `places`. */
export function size(value: Decimal, places: number): bigint {
  const digits = at(value, Math.max(places, value.places))
  return digits < 0n ? -digits : digits
}

function at({ digits, places }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - places)
}

/** `-1234.50`, with as many places as it has. */
export function decimalText({ digits, places }: Decimal): string {
  const sign = digits < 0n ? '-' : ''
  const plain = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0')
  return places === 0 ? sign + plain : `${sign}${plain.slice(0, -places)}.${plain.slice(-places)}`
}
