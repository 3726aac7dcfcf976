import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { standInElectron, standInFpm } from './stand-ins.ts'

export const root = resolve(import.meta.dirname, '../..')

/** What electron-builder looks at: packing a copy leaves the project, and who works in it, alone. */
const wanted = [
  'electron-builder.yml',
  'package.json',
  'LICENSE',
  'app-modules',
  'texts',
  'main/icons',
]

/** A copy of what is packed, with what was built for it. The caller removes it. */
export async function projectToPack(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'sxncd-pack-'))
  await mkdir(join(project, 'main'))
  for (const name of wanted) await cp(join(root, name), join(project, name), { recursive: true })
  // These must stay out, as in the project.
  for (const name of ['tests', 'server', 'docs', '.env', 'data']) await leave(project, name)
  await symlink(join(root, 'node_modules'), join(project, 'node_modules'), 'junction')
  await standInElectron(join(project, 'stand-in-electron'))
  await standInFpm(join(project, fpm))
  const into = (folder: string) => ['--logLevel', 'warn', '--outDir', join(project, folder)]
  const main = ['-c', 'vite.node.config.ts', ...into('dist/desktop'), '--mode']
  await Promise.all([
    node('vite/bin/vite.js', ['build', ...into('dist/renderer')]),
    node('vite/bin/vite.js', ['build', ...main, 'desktop']).then(() =>
      node('vite/bin/vite.js', ['build', ...main, 'preload']),
    ),
  ])
  return project
}

async function leave(project: string, name: string): Promise<void> {
  if (name.startsWith('.'))
    return writeFile(join(project, name), 'OIDC_CLIENT_SECRET=canary-secret')
  await mkdir(join(project, name))
  await writeFile(join(project, name, 'canary.ts'), 'export const canary = 1')
}

const fpm = 'stand-in-fpm'

/**
 * Packs for Linux by what `npm run pack` ends with, as far as it goes with stand-ins for what must be
 * downloaded. Where the system runs shell scripts, that is a deb; else the folder that would go into it.
 */
export async function pack(project: string, ...options: string[]): Promise<Ended> {
  const target = process.platform === 'linux' ? 'deb' : 'dir'
  const stage = ['--linux', target, '--x64', '-c.electronDist=stand-in-electron', ...options]
  return node('../scripts/pack.ts', stage, project)
}

/** Makes the copy a clone of a repository. */
export async function cloneFrom(project: string, origin: string): Promise<void> {
  for (const args of [
    ['init', '-q'],
    ['remote', 'add', 'origin', origin],
  ])
    await promisify(execFile)('git', args, { cwd: project })
}

/** What the stand-in for the maker of packages was told, and the entry in the menu that it was given. */
export const fpmOf = (project: string) => ({
  told: readFileSync(join(project, `${fpm}.told`), 'utf8').split('\n'),
  entry: readFileSync(join(project, `${fpm}.entry`), 'utf8'),
})

export interface Ended {
  readonly code: number
  readonly output: string
}

function node(script: string, args: readonly string[], cwd = root): Promise<Ended> {
  const file = join(root, 'node_modules', script)
  // As a person builds: what tests set makes another window.
  const env = { ...process.env, NODE_ENV: 'production', CUSTOM_FPM_PATH: join(cwd, fpm) }
  const options = { cwd, timeout: 120_000, env }
  return new Promise((done, fail) => {
    execFile(process.execPath, [file, ...args], options, (error, out, err) => {
      const code = error ? Number(error.code ?? 1) : 0
      if (code !== 0 && cwd === root) fail(new Error(`${script} ${args.join(' ')}: ${out}${err}`))
      else done({ code, output: `${out}${err}` })
    })
  })
}

export const remove = (folder: string) => rm(folder, { recursive: true, force: true })
