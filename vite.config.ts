import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev:window` finds a hub to talk to. */
const hub = process.env.SXNCD_HUB ?? 'http://127.0.0.1:9693'

const shared = { test: /renderer\/(?!features\/[\w-]+\/[\w-]+-page)/, minShareCount: 2 }

export default defineConfig({
  root: 'renderer',
  // The hub may be reached under a path; it writes the way to its root into the page.
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    // The hub's Content-Security-Policy has no room for anything inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // React changes less often than the window, so it stays in the browser's cache.
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // One file for what several pages share, in place of a dozen small ones; another for
            // what only later pages share.
            { ...shared, name: 'shared', tags: ['$initial'] },
            { ...shared, name: 'later' },
          ],
        },
      },
    },
  },
  server: {
    // The texts stand beside the room of the window.
    fs: { allow: ['..'] },
    proxy: { '/api': hub, '/health': hub, '/callback': hub, '^/sign-in/.+': hub },
  },
})
