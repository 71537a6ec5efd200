import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** The project's own document, which the empty page offers. */
const sample: Plugin = {
  name: 'sample-document',
  generateBundle() {
    const source = readFileSync(join(import.meta.dirname, '../corpus/sample/input.pdf'))
    this.emitFile({ type: 'asset', fileName: 'sample.pdf', source })
  },
}

/** The page is served under a policy without inline script, style or data addresses, by the API's own server. */
export default defineConfig({
  plugins: [react(), sample],
  build: { assetsInlineLimit: 0, target: 'baseline-widely-available', modulePreload: { polyfill: false } },
  server: { proxy: { '^/(v1|livez|readyz|health|docs|openapi.json|sample.pdf)': 'http://127.0.0.1:8000' } },
})
