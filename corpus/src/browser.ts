/** One browser for all tests and generators: unpacked once, beside its package, by whoever is first. */
export { launchChromium as launchBrowser } from '@ledger-lift/web/testing/chromium'
