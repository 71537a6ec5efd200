/**
 * The HTTP API, version 1, as JSON Schemas and their types: what routes check, openapi.json describes and the web page reads.
 */
export * from './http/contract.ts'
export * from './uploads/contract.ts'
export * from './documents/contract.ts'
export * from './documents/progress-contract.ts'
export * from './artifacts/contract.ts'
export { Artifact, BoundingBox, ExtractionResultSchema, StoredArtifact } from './artifacts/artifact-schema.ts'
export * from './health/contract.ts'
export * from './retention/contract.ts'
export * from './webhooks/contract.ts'
export * from './auth/contract.ts'
