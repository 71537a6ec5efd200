import type { Command } from './command.ts'

/** In the order of the help. Each is loaded when it is asked for. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  all: async () => (await import('./all.ts')).all,
  'process-file': async () => (await import('./process-file.ts')).processFile,
  serve: async () => (await import('./serve.ts')).serve,
  worker: async () => (await import('./worker.ts')).worker,
  'list-documents': async () => (await import('./list-documents.ts')).listDocumentsCommand,
  'process-document': async () => (await import('./process-document.ts')).processDocument,
  audit: async () => (await import('./audit.ts')).audit,
  token: async () => (await import('./token.ts')).token,
  keys: async () => (await import('./keys.ts')).keys,
  tenants: async () => (await import('./tenants.ts')).tenants,
  backup: async () => (await import('./backup.ts')).backup,
  webhooks: async () => (await import('./webhooks.ts')).webhooks,
  migrate: async () => (await import('./migrate.ts')).migrate,
  doctor: async () => (await import('./doctor.ts')).doctor,
}

export const loadCommands = (): Promise<Command[]> =>
  Promise.all(Object.values(COMMANDS).map((load) => load()))
