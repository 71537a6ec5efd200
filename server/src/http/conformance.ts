import assert from 'node:assert/strict'
import { Compile } from 'typebox/compile'
import type { Api } from './api.ts'

type Check = (value: unknown) => void

/**
 * For tests: holds each answer against what openapi.json says of its route and status, so that what is described is
 * what is sent.
 */
export function conformance(app: Api): (method: string, path: string, status: number, body: unknown) => void {
  const routes = routesOf(app.swagger())
  const checks = new Map<object, Check>()
  return (method, path, status, body) => {
    const route = routes.find((one) => one.method === method && one.pattern.test(path))
    if (route === undefined) return
    const { responses } = route
    const response: unknown = responses[String(status)] ?? responses[`${String(status)[0]}XX`]
    assert.ok(response, `openapi.json has no answer ${status} for ${method} ${route.template}`)
    const schema = jsonSchemaOf(response)
    if (schema === undefined) return
    const check = checks.get(schema) ?? compile(schema, `${method} ${route.template} ${status}`)
    checks.set(schema, check)
    check(body)
  }
}

function compile(schema: object, name: string): Check {
  const compiled = Compile(schema)
  return (value) =>
    assert.ok(
      compiled.Check(value),
      `${name} gave what is not described: ${JSON.stringify(compiled.Errors(value))}`,
    )
}

interface Described {
  readonly method: string
  readonly template: string
  readonly pattern: RegExp
  readonly responses: Readonly<Record<string, unknown>>
}

function routesOf(description: { readonly paths?: object }): Described[] {
  return Object.entries(description.paths ?? {}).flatMap(([template, methods]) =>
    Object.entries(Object(methods)).map(([method, operation]) => ({
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${template.replaceAll('.', String.raw`\.`).replace(/\{\w+\}/g, '[^/]+?')}$`),
      responses: Object(Object(operation).responses),
    })),
  )
}

/** Undefined for answers that are no JSON. */
function jsonSchemaOf(response: unknown): object | undefined {
  for (const [type, content] of Object.entries(Object(Object(response).content)))
    if (/json/.test(type)) return Object(content).schema
  return undefined
}
