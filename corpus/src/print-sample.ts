import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from './browser.ts'

/** `npm run print-sample -w corpus` prints `corpus/sample/input.pdf` from its source again. */
const sample = (file: string): URL => new URL(`../sample/${file}`, import.meta.url)
const browser = await launchBrowser()
const page = await browser.newPage()
await page.goto(`file://${fileURLToPath(sample('source.html'))}`)
await writeFile(sample('input.pdf'), await page.pdf({ preferCSSPageSize: true, printBackground: true }))
await browser.close()
