import { hash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * Before `npm start`: builds the window and the hub where their sources have changed, or what was built
 * is not as it was left. Their contents decide: an unpacked archive or a checkout may have any times.
 */

export const sources = [
  '{app-modules,client,renderer,server,texts}/**',
  '{package,package-lock,tsconfig}.json',
  'vite.config.ts',
  'vite.node.config.ts',
]
const built = ['dist/{renderer,server}/**']
const record = 'dist/built-from'

/** Builds by `build` unless the record says that it was done from just these files. @returns whether */
export async function buildChanged(root: string, build: () => Promise<void>): Promise<boolean> {
  const before = existsSync(join(root, record)) && readFileSync(join(root, record), 'utf8')
  if (before === contentOf(root)) return false
  await build()
  writeFileSync(join(root, record), contentOf(root))
  return true
}

function contentOf(root: string): string {
  const files = globSync([...sources, ...built], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const lines = files.map((file) => `${file} ${hash('sha256', readFileSync(file))}`)
  return hash('sha256', lines.join('\n'))
}

async function buildAll(): Promise<void> {
  process.stderr.write('Building the hub, as its source has changed. This takes a few seconds.\n')
  // Only now: loading it takes longer than to see that there is nothing to do.
  const { build } = await import('vite')
  await build({ configFile: 'vite.config.ts', logLevel: 'warn' })
  await build({ configFile: 'vite.node.config.ts', mode: 'server', logLevel: 'warn' })
}

if (import.meta.main) await buildChanged(process.cwd(), buildAll)
