import { createHash } from 'node:crypto'
import type { Engine } from './model.ts'

/** The engine with a setting that can change a result: another fingerprint. */
export function withSetting(engine: Engine, setting: string): Engine {
  const fingerprint = createHash('sha256').update(`${engine.fingerprint}\n${setting}\n`).digest('hex')
  return { ...engine, fingerprint: fingerprint.slice(0, 16) }
}

/** @param by the program that laid a Word document out on pages, and its version */
export const withLayout = (engine: Engine, by: string): Engine => withSetting(engine, `layout ${by}`)
