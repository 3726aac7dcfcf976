import { registerHooks } from 'node:module'

// Preloaded before the main process: under Node, `electron` is the double. It is JavaScript so that
// nothing of the program is loaded before the hook is there.
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron'
      ? { url: new URL('electron.ts', import.meta.url).href, shortCircuit: true }
      : next(name, context),
})
