import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The browser's part. In development `/api` goes to a server started beside it (`npm start` listens on 8080 by default). */
export default defineConfig({
  root: 'web',
  plugins: [react()],
  // The server puts the nonce of each answer in its place (server/src/platform/serve-web.ts).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // scripts/web-budget.mjs reads it to find the first page's scripts.
    manifest: true,
    // Everything is a file of ours: inlined fonts and images would only grow the first page.
    assetsInlineLimit: 0,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': process.env.TRAEKTORIA_API ?? 'http://127.0.0.1:8080' },
  },
})
