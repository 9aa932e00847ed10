import { defineConfig } from 'vite'

/**
 * The server as dist/server/main.js, and beside it its threads: plain `node` starts it, TypeScript stays
 * a matter of the build. Packages are not bundled: native ones could not be, and the others are found in node_modules as usual.
 */
export default defineConfig({
  build: {
    ssr: true,
    outDir: 'dist/server',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    rollupOptions: {
      input: {
        main: 'server/src/main.ts',
        'render-worker': 'server/src/reports/render-worker.ts',
        'pupil-thread': 'server/src/results/pupil-thread.ts',
      },
      // All in one folder: who starts a thread finds it beside itself.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
  ssr: { external: true },
  // Nothing of the browser's part belongs here.
  publicDir: false,
})
