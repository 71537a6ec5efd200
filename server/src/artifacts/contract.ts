import Type, { type Static } from 'typebox'
import { closed, ListOf, Nullable, paging, Uuid } from '../http/contract.ts'
import { Note, PageSchema, StoredArtifact } from './artifact-schema.ts'

export const Page = Type.Object(
  {
    ...PageSchema.properties,
    preview_url: Nullable(Type.String({ description: 'path of the page as PNG' })),
  },
  closed,
)
export type Page = Static<typeof Page>
export const PageList = ListOf(Page)
export type PageList = Static<typeof PageList>

export const NoteList = ListOf(Note)
export type NoteList = Static<typeof NoteList>

export const PageParams = Type.Object({ id: Uuid, number: Type.Integer({ minimum: 1 }) }, closed)
export type PageParams = Static<typeof PageParams>

export const ArtifactListQuery = Type.Object(
  {
    ...paging,
    type: Type.Optional(Type.Enum(['table', 'figure', 'text'])),
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    min_confidence: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  },
  closed,
)
export type ArtifactListQuery = Static<typeof ArtifactListQuery>
export const ArtifactList = ListOf(StoredArtifact)
export type ArtifactList = Static<typeof ArtifactList>

export const ArtifactParams = Type.Object({ id: Uuid, artifact_id: Type.String() }, closed)
export type ArtifactParams = Static<typeof ArtifactParams>

/** `run`: of `preview_url`, whose image never changes. */
export const PreviewQuery = Type.Object({ run: Type.Optional(Uuid) }, closed)
export type PreviewQuery = Static<typeof PreviewQuery>
