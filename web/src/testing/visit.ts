import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Browser, Page } from 'playwright-core'

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

/** Milliseconds. Nothing takes as long but on a machine that others load. */
const PATIENCE = 60_000

export interface Visited {
  readonly url: string
  /** Signs in first; without it nobody is signed in. */
  readonly key?: string
}

/** A tab of its own. When all went well, nothing was asked of another host and the page wrote no error. */
export async function visiting(
  browser: Browser,
  { url, key }: Visited,
  visit: (page: Page) => Promise<void>,
  viewport = WIDE,
): Promise<void> {
  await using context = await browser.newContext({ viewport, acceptDownloads: true })
  context.setDefaultTimeout(PATIENCE)
  if (key !== undefined) {
    const answer = await context.request.post(`${url}/v1/session`, { data: { credential: key } })
    assert.equal(answer.status(), 200)
  }
  const page = await context.newPage()
  const troubles = troublesOf(page, url)
  await page.goto(url)
  await visit(page)
  assert.deepEqual(troubles, [])
}

function troublesOf(page: Page, url: string): readonly string[] {
  const troubles: string[] = []
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('request', (request) => {
    const address = request.url()
    if (!address.startsWith(url) && !address.startsWith('blob:')) troubles.push(`asked ${address}`)
  })
  page.on('console', (message) => {
    const { url: source } = message.location()
    // The browser notes each refusal of the API; what the page makes of them is tested.
    const isRefusal = source.startsWith(`${url}/v1/`) && message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !isRefusal) troubles.push(message.text())
  })
  return troubles
}

/** What a hand does with a mouse: the files are over the page, then let go. */
export async function drop(page: Page, path: string, type = 'application/pdf'): Promise<void> {
  const file = { name: basename(path), type, base64: await readFile(path, 'base64') }
  const carried = await page.evaluateHandle(async ({ name, type, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
    const transfer = new DataTransfer()
    transfer.items.add(new File([bytes], name, { type }))
    return transfer
  }, file)
  await page.dispatchEvent('main', 'dragover', { dataTransfer: carried })
  await page.dispatchEvent('main', 'drop', { dataTransfer: carried })
}

export const choose = (page: Page, path: string): Promise<void> =>
  page.getByLabel('Files to add').setInputFiles(path)

export const isScrolledSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
