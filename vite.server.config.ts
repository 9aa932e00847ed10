import { defineConfig } from 'vite'

/**
 * The server as one file, dist/server/main.js: plain `node` starts it, TypeScript stays a matter of the build. Packages
 * are not bundled: native ones could not be, and the others are found in node_modules as usual.
 */
export default defineConfig({
  build: {
    ssr: 'server/src/main.ts',
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: { output: { entryFileNames: '[name].js' } },
  },
  ssr: { external: true },
  // Nothing of the browser's part belongs here.
  publicDir: false,
})
