import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { AppError, type FieldError } from '../errors.ts'

type Check<T> = (value: unknown) => { readonly value: T } | { readonly error: AppError }

/**
 * Bodies are taken as they are, without coercion: 422 with a pointer to each field that does not fit. In a query string
 * a number is plain decimal digits, nothing else: 400. Addresses are checked by the routes, which answer 404.
 */
export function compileCheck<S extends TSchema>(schema: S, part: string | undefined): Check<Static<S>> {
  const compiled = Compile(schema)
  const read = part === 'querystring' ? queryReader(schema) : (value: unknown) => value
  return (sent) => {
    const value = read(sent)
    if (compiled.Check(value)) return { value }
    return { error: part === 'body' ? badBody(compiled.Errors(value)) : badQuery(compiled.Errors(value)) }
  }
}

type Finding = ReturnType<ReturnType<typeof Compile>['Errors']>[number]

const badBody = (findings: readonly Finding[]) =>
  new AppError('request.unprocessable', 'The request body does not fit; `errors` says where.', {
    fields: fieldErrors(findings, ''),
  })

const badQuery = (findings: readonly Finding[]) =>
  new AppError('request.invalid', 'The query string does not fit; `errors` says where.', {
    fields: fieldErrors(findings, '/query'),
  })

/** One line a field: what TypeBox says of the parts of a union or of a closed object is summed up. */
function fieldErrors(findings: readonly Finding[], prefix: string): FieldError[] {
  const errors = new Map<string, string>()
  const add = (pointer: string, detail: string) => void (errors.has(pointer) || errors.set(pointer, detail))
  for (const { keyword, instancePath, params, message } of findings) {
    const at = prefix + instancePath
    if (keyword === 'required')
      for (const name of names(params, 'requiredProperties')) add(`${at}/${pointerPart(name)}`, 'is missing')
    else if (keyword === 'additionalProperties')
      for (const name of names(params, 'additionalProperties'))
        add(`${at}/${pointerPart(name)}`, 'is not a name that is known here')
    else if (keyword === 'enum') add(at, `must be one of ${names(params, 'allowedValues').join(', ')}`)
    else if (keyword !== 'boolean' && keyword !== 'const') add(at, message)
  }
  return [...errors].map(([pointer, detail]) => ({ pointer, detail }))
}

function names(params: object, key: string): string[] {
  const list: unknown = Reflect.get(params, key)
  return Array.isArray(list) ? list.map(String) : []
}

/** RFC 6901. */
const pointerPart = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1')

const INTEGER = /^-?\d{1,15}$/
const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/

/** Turns the texts of those fields into numbers that are numbers; anything else is left for the check to refuse. */
function queryReader(schema: TSchema): (query: unknown) => unknown {
  const properties: Record<string, { type?: unknown }> =
    'properties' in schema ? Object(schema.properties) : {}
  const numeric = Object.entries(properties).flatMap(([name, { type }]) =>
    type === 'integer' ? [{ name, form: INTEGER }] : type === 'number' ? [{ name, form: DECIMAL }] : [],
  )
  return (query) => {
    const read = { ...Object(query) }
    for (const { name, form } of numeric) {
      const text: unknown = read[name]
      if (typeof text === 'string' && form.test(text)) read[name] = Number(text)
    }
    return read
  }
}
