import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { buildClientPackage } from '../../../scripts/client-package.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '../../..')

/** npm runs under the machine's own Node, or under that of the project. */
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/**
 * Packs the client as it is published, and installs it into a project of its own, far from ours.
 * @returns the folder of that project
 */
export async function installClient(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sxncd-client-'))
  const shell = process.platform === 'win32'
  buildClientPackage(join(folder, 'built'))
  const packed = await run(npm, ['pack', './built', '--json'], { cwd: folder, shell })
  const [{ filename }] = JSON.parse(packed.stdout)
  const project = join(folder, 'project')
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  const options = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await run(npm, ['install', ...options, join(folder, filename)], { cwd: project, shell })
  return { folder: project, remove: () => rm(folder, { recursive: true, force: true }) }
}

/** The Nodes to try it on: that of the project, and the machine's own where that is another one. */
export function nodes(): { readonly version: string; readonly path: string }[] {
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  const own = join(root, 'node_modules/node/bin', program)
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program))
  const found = new Map<string, string>()
  for (const path of [own, ...onPath]) {
    if (!existsSync(path)) continue
    const version = spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout.trim()
    const major = version.split('.')[0] ?? ''
    if (!found.has(major)) found.set(major, path)
  }
  return [...found].map(([version, path]) => ({ version, path }))
}
