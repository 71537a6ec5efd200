import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page is served under a policy without inline script, style or data addresses, by the API's own server. */
export default defineConfig({
  plugins: [react()],
  build: { assetsInlineLimit: 0, target: 'baseline-widely-available', modulePreload: { polyfill: false } },
  server: { proxy: { '^/(v1|health|docs|openapi.json|storage)': 'http://127.0.0.1:8000' } },
})
