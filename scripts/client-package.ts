import { execFileSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/*
 * Makes the package @sxncd/client of the sources in client/: `npm run build:client`. What stands in
 * dist/client afterwards is what `npm publish ./dist/client` sends.
 */

const root = resolve(import.meta.dirname, '..')
const source = join(root, 'client')

/** The places by which the package is imported; those of Node alone are not found by a browser's bundler. */
const entries = {
  '.': { types: './dist/index.d.ts', default: './dist/index.js' },
  './discover': { types: './dist/discover.d.ts', node: './dist/discover.js' },
  './pinned-fetch': { types: './dist/pinned-fetch.d.ts', node: './dist/pinned-fetch.js' },
  './package.json': './package.json',
}

/** @param folder it is emptied first */
export function buildClientPackage(folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  const built = join(folder, 'dist')
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const project = join(source, 'tsconfig.package.json')
  execFileSync(process.execPath, [compiler, '-p', project, '--outDir', built], {
    stdio: 'inherit',
  })
  for (const name of readdirSync(built)) {
    if (name.endsWith('.d.ts')) nameWhatIsThere(join(built, name))
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`)
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'))
  cpSync(join(source, 'README.md'), join(folder, 'README.md'))
  cpSync(join(source, 'examples'), join(folder, 'examples'), { recursive: true })
}

/** The compiler leaves the names of the sources in the types; they are not in the package. */
function nameWhatIsThere(file: string): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/(\bfrom |\bimport\()'(\.\/[\w-]+)\.ts'/g, "$1'$2.js'"))
}

/** Its version is that of the hub with which it was tested. */
function manifest() {
  const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
  const { private: _, exports: __, name, ...others } = read(join(source, 'package.json'))
  const { version, author } = read(join(root, 'package.json'))
  const publishConfig = { access: 'public', provenance: true }
  return {
    ...{ name, version, ...others, author },
    ...{ types: './dist/index.d.ts', main: './dist/index.js', exports: entries, publishConfig },
    files: ['dist', 'examples'],
  }
}

if (import.meta.main) buildClientPackage(join(root, 'dist/client'))
