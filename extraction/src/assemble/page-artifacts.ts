import { type EngineOptions, readerStamp } from '../engine.ts'
import type { Artifact } from '../model.ts'
import type { PageFindings } from '../pipeline.ts'
import { finishTables } from '../tables/finish-tables.ts'
import { inReadingOrder } from '../text/reading-order.ts'
import { markFurniture } from '../text/page-furniture.ts'
import type { DocumentFacts } from './document-facts.ts'

/** An artifact lacking only its id, with its place among the others where its source says it. */
type Draft = (Artifact extends infer A ? (A extends Artifact ? Omit<A, 'id'> : never) : never) & {
  readonly order?: number
}

/** The findings of neighbouring pages as artifacts with ids, page by page in reading order. */
export function pageArtifacts(
  findings: readonly PageFindings[],
  facts: DocumentFacts,
  options: EngineOptions,
): Artifact[] {
  const tables = findings.flatMap((page) => page.tables)
  const drafts: Draft[] = [
    ...finishTables(tables, facts.convention, options),
    ...findings.flatMap((page) => page.figures).map((figure) => ({ type: 'figure' as const, ...figure })),
    ...markFurniture(findings, facts.furniture).map((text) => ({
      type: 'text' as const,
      engine: readerStamp(),
      ...text,
    })),
  ]
  const pages = Map.groupBy(drafts, (draft) => draft.page)
  return [...pages.keys()]
    .sort((a, b) => a - b)
    .flatMap((page) => withIds(page, inOrder(pages.get(page) ?? [])))
}

/** As the source says; else by boxes, running headers before, running footers after what stands between them. */
function inOrder(drafts: readonly Draft[]): Draft[] {
  if (drafts.every(({ order }) => order !== undefined))
    return drafts.toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0))
  const role = (draft: Draft) => (draft.type === 'text' ? draft.role : 'paragraph')
  const headers = drafts.filter((draft) => role(draft) === 'page_header')
  const footers = drafts.filter((draft) => role(draft) === 'page_footer')
  const body = drafts.filter((draft) => !headers.includes(draft) && !footers.includes(draft))
  return [headers, body, footers].flatMap((part) => inReadingOrder(part))
}

function withIds(page: number, drafts: readonly Draft[]): Artifact[] {
  const counts = new Map<Artifact['type'], number>()
  return drafts.map(({ order: _, ...draft }): Artifact => {
    const n = (counts.get(draft.type) ?? 0) + 1
    counts.set(draft.type, n)
    return { id: `p${page}-${draft.type}-${n}`, ...draft }
  })
}
