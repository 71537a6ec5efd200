import assert from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { readWorkbook } from '../../databook/src/testing/read-workbook.ts'
import { addPage, RawPdf, TEXT } from '../../corpus/src/hostile/raw-pdf.ts'
import { sha256Hex } from '../../extraction/src/canonical.ts'
import { encrypted } from '../../extraction/src/read/pdf/testing/encrypt-pdf.ts'
import { launchChromium, NO_BROWSER } from './testing/chromium.ts'
import { SAMPLE, startSystem, type RunningSystem } from './testing/system.ts'
import { choose, drop, isScrolledSideways, NARROW, visiting } from './testing/visit.ts'

const REPORT = 'Northfield Instruments annual report.pdf'

/** A document is worked in two seconds; two cores that others use too may take far longer. */
const PATIENCE = 60_000

describe('the page in a real browser', { skip: NO_BROWSER }, () => {
  let system: RunningSystem
  let browser: Browser
  let folder: string
  const ends = new AsyncDisposableStack()

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'll-files-'))
    ends.defer(() => rm(folder, { recursive: true, force: true }))
    browser = ends.adopt(await launchChromium(), (started) => started.close())
    system = ends.use(await startSystem())
  })
  after(() => ends.disposeAsync())

  const named = async (name: string): Promise<string> => {
    const path = join(folder, name)
    await copyFile(SAMPLE, path)
    return path
  }

  test('a document that is dropped is watched until it is done, shows its tables on the page, and gives a workbook', () =>
    visiting(browser, system, async (page) => {
      await page.getByRole('heading', { name: 'Drop financial documents here' }).waitFor()
      const seen = await watchStatuses(page)
      await drop(page, await named(REPORT))
      const row = page.getByRole('row').filter({ hasText: REPORT })
      await row.getByText('Done', { exact: true }).waitFor({ timeout: PATIENCE })
      assert.match((await seen()).join(' '), /^(Queued |Working )+Done$/u)

      await row.getByRole('link').click()
      const grid = page.getByRole('grid')
      await grid.waitFor()
      await page.waitForFunction(
        () => (document.querySelector('.page-sheet image')?.getBoundingClientRect().height ?? 0) > 400,
      )
      await page.getByRole('button', { name: 'Next table' }).click()

      const cell = grid.locator('[data-value="number"]').filter({ hasText: '1,948' })
      await cell.click()
      assert.equal(await cell.getAttribute('aria-selected'), 'true')
      assert.deepEqual(await chosenBox(page), (await storedBox(page, '1,948')).map(Math.round))
      await page
        .getByLabel('Source of the cell')
        .getByText(/^1948\b/u)
        .waitFor()

      const other = page.locator('.page-sheet .box.cell').nth(30)
      await other.click()
      assert.equal(await grid.locator('[aria-selected="true"]').count(), 1)
      assert.notEqual(await grid.locator('[aria-selected="true"]').innerText(), '1,948')
      if (process.env['KEEP_SCREENSHOT']) await keepScreenshot(page)

      await page.getByRole('tab', { name: 'Audit trail' }).click()
      await page.getByText('Processing completed').waitFor()

      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Download workbook' }).click(),
      ])
      assert.equal(download.suggestedFilename(), REPORT.replace('.pdf', '.xlsx'))
      const book = readWorkbook(await readFile(await download.path()))
      const values = [...book.sheets.values()].flatMap((sheet) => [...sheet.cells.values()])
      assert.ok(values.some(({ type, value }) => type === 'number' && value === '1948'))
    }))

  test('on a phone the same is done without scrolling sideways', () =>
    visiting(
      browser,
      system,
      async (page) => {
        const announced = page.waitForRequest(/\/v1\/documents$/u)
        await choose(page, await named('phone.pdf'))
        assert.equal((await announced).postDataJSON().sha256_hash, sha256Hex(await readFile(SAMPLE)))
        const link = page.getByRole('link', { name: 'phone.pdf' })
        await page
          .getByRole('row')
          .filter({ has: link })
          .getByText('Done', { exact: true })
          .waitFor({ timeout: PATIENCE })
        assert.equal(await isScrolledSideways(page), false)
        await link.click()
        await page.getByRole('button', { name: 'Next table' }).click()
        await page.getByRole('grid').locator('[data-value="number"]').first().click()
        await page.getByLabel('Source of the cell').getByText('Printed').waitFor()
        assert.equal(await isScrolledSideways(page), false)
      },
      NARROW,
    ))

  test('worked again, a document shows its tables all the time and says so in its trail', () =>
    visiting(browser, system, async (page) => {
      await page.getByRole('link', { name: 'phone.pdf' }).click()
      await page.getByRole('grid').waitFor()
      const asked = page.waitForResponse((response) => response.url().endsWith('/reprocess'))
      await page.getByRole('button', { name: 'Process again' }).click()
      assert.equal((await asked).status(), 202)
      assert.equal(await page.getByRole('grid').count(), 1)
      await page.getByText('Done', { exact: true }).waitFor({ timeout: PATIENCE })
      await page.getByRole('tab', { name: 'Audit trail' }).click()
      await page.getByText('Reprocess requested').waitFor()
    }))

  test('who may not see what is in a document is told so once', async () => {
    const headers = { authorization: `Bearer ${system.key}`, 'content-type': 'application/json' }
    const made = await fetch(`${system.url}/v1/api-keys`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: 'operator', role: 'operator' }),
    })
    const { key } = await made.json()
    await visiting(browser, { url: system.url, key }, async (page) => {
      const notes = page.waitForResponse((response) => response.url().endsWith('/notes'))
      await page.getByRole('link', { name: 'phone.pdf' }).click()
      assert.equal((await notes).status(), 403)
      await page.getByRole('tabpanel').getByRole('alert').getByText('auth.forbidden').waitFor()
      assert.equal(await page.getByRole('alert').count(), 1)
    })
  })

  test('the grid is walked with the arrow keys', () =>
    visiting(browser, system, async (page) => {
      await page.getByRole('link', { name: '.pdf' }).first().click()
      await page.getByRole('grid').focus()
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key)
      assert.equal(await page.locator('.grid [aria-selected="true"]').getAttribute('data-at'), '1 1')
    }))

  test('a file of another kind is refused with the sentence of the API and can be dismissed', () =>
    visiting(browser, system, async (page) => {
      const path = join(folder, 'notes.txt')
      await writeFile(path, 'no document')
      await choose(page, path)
      const refused = page.getByRole('listitem').filter({ hasText: 'notes.txt' })
      assert.match(await refused.getByRole('alert').innerText(), /PDF|DOCX/u)
      await refused.getByRole('button', { name: 'Remove notes.txt' }).click()
      await refused.waitFor({ state: 'detached' })
    }))

  test('a page that is missing from the file is counted, and said to be missing', () =>
    visiting(browser, system, async (page) => {
      const path = join(folder, 'gap.pdf')
      await writeFile(path, withoutSecondPage())
      await choose(page, path)
      await page.getByRole('link', { name: 'gap.pdf' }).click()
      await page.getByLabel('Notes on the result').getByText('Page 2 could not be read').waitFor()
      await page.getByRole('button', { name: 'Next page' }).click()
      await page.getByLabel('Page', { exact: true }).getByText('Page 2 could not be read').waitFor()
      await page.getByRole('button', { name: 'Next page' }).click()
      await page.getByRole('img', { name: /^Page 3:/u }).waitFor()
    }))

  test('a damaged document fails once, says why, and is deleted after a question', () =>
    visiting(browser, system, async (page) => {
      const path = join(folder, 'damaged.pdf')
      await writeFile(path, '%PDF-1.7\nnothing of a document follows')
      await choose(page, path)
      await page.getByRole('link', { name: 'damaged.pdf' }).click()
      await page.getByRole('alert').getByText('document.damaged').waitFor({ timeout: PATIENCE })

      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Delete', exact: true }).click()
      await page.getByRole('button', { name: 'Delete for good' }).click()
      await page.getByRole('button', { name: 'Choose files' }).waitFor()
      assert.equal(await page.getByRole('link', { name: 'damaged.pdf' }).count(), 0)
    }))

  test('an encrypted document asks for its password, again after a wrong one, and opens with the right one', () =>
    visiting(
      browser,
      system,
      async (page) => {
        const path = join(folder, 'locked.pdf')
        await writeFile(path, await encrypted(await readFile(SAMPLE), 'open sesame'))
        await choose(page, path)
        await page.getByRole('link', { name: 'locked.pdf' }).click()
        const field = page.getByLabel('Password of the document')
        const open = async (password: string) => {
          await field.fill(password)
          await page.getByRole('button', { name: 'Open and process' }).click()
        }
        await page.getByRole('alert').getByText('document.password_required').waitFor({ timeout: PATIENCE })
        assert.equal(await isScrolledSideways(page), false)
        await open('simsalabim')
        await page.getByRole('alert').getByText('document.password_wrong').waitFor({ timeout: PATIENCE })
        assert.equal(await field.inputValue(), '')
        await open('open sesame')
        await page.getByText('Done', { exact: true }).waitFor({ timeout: PATIENCE })
        await page.getByRole('button', { name: 'Next table' }).waitFor()
        assert.equal(await field.count(), 0)
      },
      NARROW,
    ))

  test('a file of over 50 MB goes up in parts', () =>
    visiting(browser, system, async (page) => {
      const path = join(folder, 'large.pdf')
      await writeFile(path, await padded(51 * 1024 * 1024))
      const completed = page.waitForResponse((response) =>
        /\/v1\/uploads\/multipart\/.+\/complete$/u.test(response.url()),
      )
      await choose(page, path)
      assert.equal((await completed).status(), 200)
      await page.getByRole('link', { name: 'large.pdf' }).waitFor()
    }))
})

/** Three pages by its tree, of which the second leads nowhere. */
function withoutSecondPage(): Buffer {
  const pdf = new RawPdf()
  const [first, last] = [addPage(pdf, pdf.stream(TEXT)), addPage(pdf, pdf.stream(TEXT))]
  const tree = pdf.add(`<< /Type /Pages /Kids [${first} 0 R 99 0 R ${last} 0 R] /Count 3 >>`)
  return pdf.finish([], { tree })
}

/** The words that the status of the first document took, in order. */
async function watchStatuses(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const words: string[] = []
    new MutationObserver(() => {
      const word = document.querySelector('.badge')?.textContent
      if (word && word !== words.at(-1)) words.push(word)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
    return words
  })
  return () => seen.jsonValue()
}

/** The drawn box of the chosen cell, without its margin, in points. */
const chosenBox = (page: Page): Promise<number[]> =>
  page
    .locator('.page-sheet .cell-chosen')
    .evaluate((box) =>
      ['x', 'y', 'width', 'height'].map((name, index) =>
        Math.round(Number(box.getAttribute(name)) + (index < 2 ? 1.5 : -3)),
      ),
    )

/** What the API says of the first cell with a text. */
const storedBox = (page: Page, text: string): Promise<number[]> =>
  page.evaluate(async (text) => {
    const response = await fetch(`/v1${location.pathname}/artifacts?type=table`)
    const {
      items,
    }: {
      items: { table: { cells: { text: string; bbox: Record<'x' | 'y' | 'width' | 'height', number> }[] } }[]
    } = await response.json()
    const cell = items.flatMap(({ table }) => table.cells).find((known) => known.text === text)
    if (cell === undefined) throw new Error(`no cell ${text}`)
    return [cell.bbox.x, cell.bbox.y, cell.bbox.width, cell.bbox.height]
  }, text)

/** The sample with comments between its end and a second trailer: a PDF of this many bytes. */
async function padded(size: number): Promise<Buffer> {
  const pdf = await readFile(SAMPLE)
  const trailer = pdf.subarray(pdf.lastIndexOf('startxref'))
  const comment = Buffer.alloc(size - pdf.length - trailer.length, `%${' '.repeat(98)}\n`)
  return Buffer.concat([pdf, Buffer.from('\n'), comment, Buffer.from('\n'), trailer])
}

/** For the README: `KEEP_SCREENSHOT=1 npm test -- web/src/page.test.ts`. A total shows what it adds up. */
async function keepScreenshot(page: Page): Promise<void> {
  await page.getByRole('gridcell', { name: '24,525' }).click()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: join(import.meta.dirname, '../../docs/page.png') })
}
