import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

export const DEFAULT_LANGUAGES: readonly string[] = ['eng']

const PACKAGES = '@tesseract.js-data'
/** The accurate models with whole-number weights: a third of the size of the others, and as good on digits. */
const MODEL = '4.0.0_best_int'

const require = createRequire(import.meta.url)

/** Whether the data package of this language (`eng`, `deu`, `chi_sim`) is installed. */
export function hasLanguage(language: string): boolean {
  try {
    require.resolve(dataFile(language))
    return /^[a-z]{3}(_[a-z]+)*$/i.test(language)
  } catch {
    return false
  }
}

/** `@tesseract.js-data/eng@1.0.0`: what its results depend on. Throws when it is not installed. */
export function languageStamp(language: string): string {
  const manifest: { version?: unknown } = require(`${PACKAGES}/${language}/package.json`)
  return `${PACKAGES}/${language}@${String(manifest.version)}/${MODEL}`
}

/** The model, unpacked. Rejects when it is not installed. */
export async function languageData(language: string): Promise<Uint8Array> {
  return promisify(gunzip)(await readFile(require.resolve(dataFile(language))))
}

const dataFile = (language: string): string => `${PACKAGES}/${language}/${MODEL}/${language}.traineddata.gz`
