import { isIP } from 'node:net'
import { resolve } from 'node:path'

/** How the text of an environment variable becomes a value. `read` gives undefined for what is not allowed. */
export interface Kind<T> {
  /** What is allowed, as it ends the sentence "… must be …" and stands in the generated documentation. */
  readonly allowed: string
  read(text: string): T | undefined
}

export interface Setting<T> {
  readonly env: string
  readonly doc: string
  readonly kind: Kind<T>
  /** What holds when the variable is unset or empty; without it, undefined does. */
  readonly fallback?: (environment: Environment) => T
  /** The default in words, where it depends on the machine. */
  readonly fallbackDoc?: string
  /** Neither shown in a message nor logged. */
  readonly secret?: true
}

export type Environment = Readonly<Record<string, string | undefined>>

export const text = (allowed: string, pattern = /^\S(.*\S)?$/): Kind<string> => ({
  allowed,
  read: (value) => (pattern.test(value) ? value : undefined),
})

/** Absolute from here on, for processes of ours may stand elsewhere. */
export const folder: Kind<string> = { allowed: 'a folder', read: (value) => resolve(value) }

export const integer = (min: number, max: number): Kind<number> => ({
  allowed: `a whole number from ${min} to ${max}`,
  read(value) {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
    return number >= min && number <= max ? number : undefined
  },
})

/** Of a whole: 0.1 is every tenth. */
export const share: Kind<number> = {
  allowed: 'a number from 0 to 1',
  read(value) {
    const number = /^\d{1,3}(\.\d{1,15})?$/.test(value) ? Number(value) : Number.NaN
    return number >= 0 && number <= 1 ? number : undefined
  },
}

/** `name=value,name=value`, values percent-encoded, as OpenTelemetry writes them. */
export const headers: Kind<Readonly<Record<string, string>>> = {
  allowed: 'headers such as authorization=Bearer%20KEY, separated by commas',
  read(value) {
    const pairs = value.split(',').map((pair) => /^\s*([\w-]+)=(\S*)\s*$/.exec(pair))
    if (pairs.includes(null)) return undefined
    try {
      return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', decodeURIComponent(pair?.[2] ?? '')]))
    } catch {
      return undefined
    }
  },
}

export const boolean: Kind<boolean> = {
  allowed: 'true or false',
  read: (value) =>
    new Map([
      ['true', true],
      ['1', true],
      ['false', false],
      ['0', false],
    ]).get(value.toLowerCase()),
}

export const oneOf = <const T extends string>(...values: readonly T[]): Kind<T> => ({
  allowed: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
  read: (value) => values.find((one) => one.toLowerCase() === value.toLowerCase()),
})

export const url = (allowed: string, protocols: readonly string[]): Kind<string> => ({
  allowed,
  read(value) {
    const parsed = URL.parse(value)
    return parsed && protocols.includes(parsed.protocol) ? value : undefined
  },
})

/** SQLAlchemy's spelling names the driver; it is the same address. */
export const postgresUrl: Kind<string> = {
  allowed: 'postgresql://USER:PASSWORD@HOST:PORT/DATABASE',
  read: (value) =>
    url('', ['postgresql:', 'postgres:']).read(value.replace(/^postgres(ql)?\+psycopg2?:/, 'postgresql:')),
}

export const httpUrl = url('an http:// or https:// address', ['http:', 'https:'])

/** A browser's origin has no path; `*` is every origin. */
export const origins: Kind<readonly string[]> = {
  allowed: 'origins such as https://books.example.com, separated by commas, or *',
  read(value) {
    const list = value.split(',').map((one) => one.trim().replace(/\/$/, ''))
    return list.every((one) => one === '*' || isOrigin(one)) ? list : undefined
  },
}

function isOrigin(value: string): boolean {
  const parsed = URL.parse(value)
  return parsed !== null && /^https?:$/.test(parsed.protocol) && parsed.origin === value.toLowerCase()
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
export const networks: Kind<readonly string[]> = {
  allowed: 'networks such as 10.0.0.0/8, separated by commas',
  read(value) {
    const list = value.split(',').map((one) => one.trim())
    return list.every(isNetwork) ? list : undefined
  },
}

function isNetwork(value: string): boolean {
  const [address = '', bits, ...more] = value.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return (
    more.length === 0 &&
    (bits === undefined ? longest > 0 : /^\d{1,3}$/.test(bits) && Number(bits) <= longest)
  )
}

export const secondPlace: Kind<string> = {
  allowed: 's3://BUCKET/PREFIX, file:///FOLDER or an https:// address that takes a POST',
  read: (value) =>
    /^(s3:\/\/[\w.-]{3,63}(\/[\w./-]*)?|file:\/\/\/.+|https?:\/\/.+)$/.test(value) && URL.canParse(value)
      ? value
      : undefined,
}
