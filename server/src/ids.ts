import { newUuid } from './uuid.ts'

declare const brand: unique symbol
type Id<Name extends string> = string & { readonly [brand]: Name }

/** UUIDv7s; the brand keeps one kind from being passed for another. */
export type DocumentId = Id<'document'>
export type RunId = Id<'run'>
export type EventId = Id<'event'>
export type UploadId = Id<'upload'>
export type TenantId = Id<'tenant'>
export type ApiKeyId = Id<'api-key'>

/** The tenant that is there from the start. */
export const DEFAULT_TENANT = '00000000-0000-7000-8000-000000000001' as TenantId

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** A new id of the kind that the caller's type asks for; sorts by time of creation. */
export const newId = <I extends Id<string>>(): I => newUuid() as I

/** The id, or null when the text is not one. */
export const parseId = <I extends Id<string>>(text: string): I | null =>
  UUID.test(text) ? (text.toLowerCase() as I) : null
