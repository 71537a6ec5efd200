import { Visitor } from 'rolldown/utils'
import { isTest, lineOf, type Finding, type SourceFile } from './source-file.ts'

/** Lines of a function that one can still see whole. */
const LONGEST_FUNCTION = 70

/** Tests are exempt: a suite is one function. */
export function longFunctions({ path, text, syntax }: SourceFile): Finding[] {
  if (isTest(path)) return []
  const found: Finding[] = []
  const measure = ({ start, end }: { start: number; end: number }) => {
    const lines = lineOf(text.slice(start, end), end - start)
    if (lines > LONGEST_FUNCTION)
      found.push({ path, line: lineOf(text, start), what: `a function of ${lines} lines` })
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(syntax.program)
  return found
}

/** `any`, suppressed errors, and `!` where a check belongs. */
export function silencedTypes({ path, text, syntax }: SourceFile): Finding[] {
  const found: Finding[] = []
  const report = (what: string) => (node: { start: number }) =>
    void found.push({ path, line: lineOf(text, node.start), what })
  for (const comment of syntax.comments) {
    if (/^[\s*]*(@ts-(ignore|nocheck|expect-error)|eslint-disable)/.test(comment.value))
      report('a suppressed error')(comment)
  }
  new Visitor({
    TSAnyKeyword: report('any'),
    ...(isTest(path) ? {} : { TSNonNullExpression: report('a ! where a check belongs') }),
  }).visit(syntax.program)
  return found
}

const MAY_READ_ENVIRONMENT = /^(server\/src\/main\.ts|scripts\/|bench\/src\/main\.ts|[^/]+\/vite\.config\.ts)/

export function environmentReads({ path, text, syntax }: SourceFile): Finding[] {
  if (MAY_READ_ENVIRONMENT.test(path) || isTest(path)) return []
  const found: Finding[] = []
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || object.name !== 'process' || property.type !== 'Identifier') return
      if (property.name === 'env') found.push({ path, line: lineOf(text, start), what: 'reads process.env' })
    },
  }).visit(syntax.program)
  return found
}
