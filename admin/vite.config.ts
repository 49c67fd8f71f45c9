import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The API that `npm run dev:admin` asks; the built panel is served by the API itself. */
const api = process.env.CARILLON_API ?? 'http://localhost:3000'
const toApi = { target: api, changeOrigin: false, ws: true }

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    target: 'es2022',
    manifest: true,
    // Our CSP allows no inline script, and data: fonts and workers neither.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Editors are large and loaded by their own pages; what counts is admin/size.mjs.
    chunkSizeWarningLimit: 2000,
  },
  // The guide stands beside, in docs/guide.
  server: { fs: { allow: ['..'] }, proxy: { '/api': toApi, '/docs': toApi, '/openapi.json': toApi } },
})
