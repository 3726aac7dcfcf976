import { dirname, relative, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/*
 * The tray app's own code in a few files, without a node_modules beside them. `vite build -c
 * vite.main.config.ts` makes dist/desktop/main.js, and hub.js: the same hub without a window, by
 * which a package can be tried where there is no Electron. With `--mode preload` it makes
 * preload.cjs, since a sandboxed window can load only one CommonJS file.
 */

const root = import.meta.dirname
const folder = 'dist/desktop'
/** What Electron brings itself, and what `pg` would use if it were there. */
const external = ['electron', 'pg-native']

export default defineConfig(({ mode }) => {
  const preload = mode === 'preload'
  return {
    root,
    publicDir: false,
    plugins: [asIfInPlace()],
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: !preload,
      // Names stay, so that the log of an error says where it was.
      minify: false,
      license: preload ? false : { fileName: 'licenses.md' },
      rolldownOptions: {
        external,
        input: preload
          ? { preload: 'main/preload.ts' }
          : { main: 'main/index.ts', hub: 'server/index.ts' },
        output: preload
          ? { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false }
          : {
              entryFileNames: '[name].js',
              chunkFileNames: '[name].js',
              // One letter beyond Latin-1 would make V8 keep a whole file at two bytes a letter.
              charset: 'ascii',
              minify: { mangle: false, compress: true, codegen: true },
            },
      },
    },
  }
})

/**
 * Our code finds files from where it stands, and the package keeps the folders of the project: in
 * the bundle `import.meta.dirname` means what it meant in the source. And what our code loads by
 * `createRequire` only when it is needed is in the bundle too.
 */
function asIfInPlace(): Plugin {
  const own = /^(?:app-modules|client|main|server)\//
  const withSlashes = (path: string) => path.replaceAll('\\', '/')
  return {
    name: 'as-if-in-place',
    enforce: 'pre',
    transform(code, id) {
      const path = withSlashes(relative(root, id))
      // Of its own description the program needs its version.
      if (path === 'package.json')
        return `{ "version": ${JSON.stringify(JSON.parse(code).version)} }`
      if (!own.test(path) || !code.includes('import.meta')) return
      const place = withSlashes(relative(resolve(root, folder), dirname(resolve(root, path))))
      return `import { join as joinPlace } from 'node:path'\n${code}`
        .replaceAll('import.meta.dirname', `joinPlace(import.meta.dirname, '${place}')`)
        .replaceAll('createRequire(import.meta.url)(', 'require(')
    },
  }
}
