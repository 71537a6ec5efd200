import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from './browser.ts'

/** `npm run print-sample -w corpus [-- FOLDER…]` prints `corpus/FOLDER/input.pdf` from its source again. */
const folders = process.argv.length > 2 ? process.argv.slice(2) : ['sample']
const browser = await launchBrowser()
for (const folder of folders) {
  const file = (name: string): URL => new URL(`../${folder}/${name}`, import.meta.url)
  const page = await browser.newPage()
  await page.goto(`file://${fileURLToPath(file('source.html'))}`)
  await writeFile(file('input.pdf'), await page.pdf({ preferCSSPageSize: true, printBackground: true }))
  await page.close()
}
await browser.close()
