import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { launchChromium, NO_BROWSER } from './testing/chromium.ts'
import { startSystem, type RunningSystem } from './testing/system.ts'
import { isScrolledSideways, NARROW, visiting, WIDE } from './testing/visit.ts'

describe('signing in', { skip: NO_BROWSER }, () => {
  let system: RunningSystem
  let browser: Browser
  const ends = new AsyncDisposableStack()

  before(async () => {
    browser = ends.adopt(await launchChromium(), (started) => started.close())
    system = ends.use(await startSystem())
  })
  after(() => ends.disposeAsync())

  for (const viewport of [WIDE, NARROW])
    test(`with a key at ${viewport.width} px: a wrong one is refused, the right one opens the page until the sign-out`, () =>
      visiting(
        browser,
        { url: system.url },
        async (page) => {
          await page.getByRole('heading', { name: 'Sign in' }).waitFor()
          await page.getByLabel('Key').fill('ll_live_nonsense')
          await page.getByRole('button', { name: 'Sign in' }).click()
          await page.getByRole('alert').getByText('auth.invalid').waitFor()
          assert.equal(await isScrolledSideways(page), false)
          await shot(page, `sign-in-${viewport.width}`)
          await page.getByLabel('Key').fill(system.key)
          await page.getByRole('button', { name: 'Sign in' }).click()
          await page.getByRole('heading', { name: 'Drop financial documents here' }).waitFor()
          assert.equal(await isScrolledSideways(page), false)
          await shot(page, `signed-in-${viewport.width}`)
          await page.getByRole('button', { name: 'Sign out' }).click()
          await page.getByRole('heading', { name: 'Sign in' }).waitFor()
          await page.reload()
          await page.getByRole('heading', { name: 'Sign in' }).waitFor()
        },
        viewport,
      ))

  test('with the link that npm start prints: once, and it is not left in the address', () =>
    visiting(browser, { url: system.url }, async (page) => {
      await page.goto('about:blank')
      await page.goto(system.link)
      await page.getByRole('heading', { name: 'Drop financial documents here' }).waitFor()
      assert.equal(page.url(), `${system.url}/`)
      await page.context().clearCookies()
      await page.goto('about:blank')
      await page.goto(system.link)
      await page.getByRole('alert').getByText('auth.invalid').waitFor()
    }))
})

async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` })
}
