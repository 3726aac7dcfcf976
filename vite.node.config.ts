import { dirname, relative, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/*
 * What runs under Node or Electron, in a few files without a node_modules beside them. `vite build -c
 * vite.node.config.ts --mode MODE` makes one of:
 */
const targets = {
  /** The headless hub and the command, for `npm start` and the image. */
  server: {
    folder: 'dist/server',
    input: { hub: 'server/index.ts', sxncd: 'server/cli.ts' },
  },
  /** The tray app; and hub.js, by which a package can be tried where there is no Electron. */
  desktop: {
    folder: 'dist/desktop',
    input: { main: 'main/index.ts', hub: 'server/index.ts' },
  },
  /** A file beside the tray app's: a sandboxed window can load only one CommonJS file. */
  preload: {
    folder: 'dist/desktop',
    input: { preload: 'main/preload.ts' },
  },
} as const

const root = import.meta.dirname
/** What Electron brings itself, and what `pg` would use if it were there. */
const external = ['electron', 'pg-native']

export default defineConfig(({ mode }) => {
  if (!Object.hasOwn(targets, mode)) throw new Error(`--mode ${Object.keys(targets).join(' | ')}`)
  const { folder, input } = targets[mode as keyof typeof targets]
  const preload = mode === 'preload'
  return {
    root,
    publicDir: false,
    plugins: [asIfInPlace(folder)],
    ssr: { noExternal: true, external },
    build: {
      ssr: true,
      target: 'node24',
      outDir: folder,
      emptyOutDir: !preload,
      minify: false,
      license: preload ? false : { fileName: 'licenses.md' },
      rolldownOptions: {
        external,
        input,
        output: preload
          ? { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false }
          : {
              entryFileNames: '[name].js',
              chunkFileNames: '[name].js',
              // One letter beyond Latin-1 would make V8 keep a whole file at two bytes a letter.
              charset: 'ascii',
              // Names and lines stay, so that the log of an error says where it was.
              minify: { mangle: false, compress: true, codegen: false },
              comments: false,
            },
      },
    },
  }
})

/**
 * Our code finds files from where it stands, and packages and image keep the folders of the project:
 * in the bundle `import.meta.dirname` means what it meant in the source. And what our code loads by
 * `createRequire` only when it is needed is in the bundle too.
 */
function asIfInPlace(folder: string): Plugin {
  const own = /^(?:app-modules|client|main|server|texts)\//
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
