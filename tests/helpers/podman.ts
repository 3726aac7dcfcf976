import { type ChildProcess, execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { vi } from 'vitest'

/*
 * Podman without a daemon, a registry or a network: in namespaces of its own, with a stand-in for the
 * base image of the Dockerfile. What this cannot show: musl, BuildKit, other processors.
 */

const root = resolve(import.meta.dirname, '../..')
const base = 'docker.io/library/node:24-alpine'
const packages = { podman: 'podman', crun: 'crun', busybox: 'busybox-static' }
const tools = ['unshare', 'nsenter', 'tar', 'ldd', 'mountpoint']

/** Why no image can be run here; undefined where it can. Installs what is missing, on Debian as root. */
export function whyNoPodman(): string | undefined {
  if (process.platform !== 'linux') return 'podman runs on Linux only'
  if (process.getuid?.() !== 0) return 'only root may make the namespaces'
  if (!Object.keys(packages).every(has) && has('apt-get')) {
    process.stdout.write('No podman found: installing it with apt-get.\n')
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }
    const names = Object.values(packages)
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...names]])
      spawnSync('apt-get', args, options as { stdio: 'ignore' })
  }
  const missing = [...Object.keys(packages), ...tools].filter((name) => !has(name))
  if (missing.length > 0)
    return `${missing.join(', ')} cannot be had (Debian: apt-get install podman)`
  const { status } = spawnSync('unshare', [
    '-mnpf',
    '--mount-proc',
    'mount',
    '-t',
    'tmpfs',
    'x',
    '/mnt',
  ])
  return status === 0 ? undefined : 'namespaces cannot be made here'
}

export const has = (name: string): boolean => spawnSync('which', [name]).status === 0
const pathOf = (name: string) => String(execFileSync('which', [name])).trim()
/** The libraries that a program needs; a static one needs none. */
const librariesOf = (path: string) =>
  spawnSync('ldd', [path], { encoding: 'utf8' }).stdout.match(/\/\S+/g) ?? []

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface Podman {
  /** A folder for what containers are given. */
  readonly place: string
  /** Runs a program in the namespaces. */
  run(program: string, ...args: string[]): Promise<Ran>
  /** Starts a program in the namespaces. */
  start(program: string, ...args: string[]): ChildProcess
  /** Runs podman. @throws Error where it fails */
  podman(...args: string[]): Promise<string>
  end(): Promise<void>
}

/** Makes the namespaces, with the base image in them. The caller ends them. */
export async function startPodman(): Promise<Podman> {
  const place = await mkdtemp(join(tmpdir(), 'sxncd-image-'))
  await chmod(place, 0o755)
  await writeSettings(place)
  const script = [
    // crun refuses groups of both kinds; here the mounts are ours alone.
    'if mountpoint -q /sys/fs/cgroup/unified; then umount /sys/fs/cgroup/unified; fi',
    'mkdir -p /var/lib/cni /etc/cni/net.d',
    'for folder in /var/lib/cni /etc/cni/net.d; do mount -t tmpfs tmpfs $folder; done',
    'ip link set lo up',
    'echo ready',
    'exec sleep infinity',
  ].join('\n')
  const holder = spawn('unshare', ['-mnpf', '--kill-child', '--mount-proc', 'sh', '-ec', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [holder.stdout, holder.stderr])
    stream.on('data', (part) => {
      said += part
    })
  const isReady = () => {
    if (!said.includes('ready')) throw new Error(`the namespaces are not there: ${said}`)
  }
  await vi.waitFor(isReady, { timeout: 20_000 })
  const [inside] = readFileSync(`/proc/${holder.pid}/task/${holder.pid}/children`, 'utf8').split(
    ' ',
  )
  const env = {
    ...process.env,
    CONTAINERS_CONF: join(place, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(place, 'storage.conf'),
    BUILDAH_ISOLATION: 'chroot',
  }
  const enter = ['-t', String(inside), '-m', '-n', '-p', '--']
  const run: Podman['run'] = (program, ...args) =>
    new Promise((done) => {
      const options = { env, maxBuffer: 2 ** 26 }
      execFile('nsenter', [...enter, program, ...args], options, (error, out, err) =>
        done({ code: error ? Number(error.code ?? 1) : 0, out, err }),
      )
    })
  const podman: Podman['podman'] = async (...args) => {
    const { code, out, err } = await run('podman', ...args)
    if (code !== 0) throw new Error(`podman ${args.join(' ')}: ${code}\n${out}${err}`)
    return out.trim()
  }
  const end = async () => {
    await run('podman', 'kill', '--all')
    const ended = new Promise((done) => holder.once('exit', done))
    holder.kill('SIGKILL')
    await ended
    await rm(place, { recursive: true, force: true, maxRetries: 10 })
  }
  try {
    const archive = join(place, 'base.tar')
    await standInBase(join(place, 'base'), archive)
    const path = 'ENV PATH=/usr/local/bin:/usr/bin:/bin'
    await podman('import', '-q', '--change', path, archive, base)
  } catch (error) {
    await end()
    throw error
  }
  const start: Podman['start'] = (program, ...args) =>
    spawn('nsenter', [...enter, program, ...args], { env, stdio: ['ignore', 'pipe', 'ignore'] })
  return { place, run, start, podman, end }
}

/** Builds the image of this project, by its Dockerfile as it stands. */
export const buildImage = ({ podman }: Podman, name: string) =>
  podman(
    ...['build', '-q', '--pull=never', '--format', 'docker', '--layers=false', '-t', name],
    ...['-v', `${join(root, 'node_modules')}:/mnt/node_modules:ro`, root],
  )

async function writeSettings(place: string): Promise<void> {
  const limits = '["nofile=10000:10000","nproc=10000:10000"]'
  const containers = `[containers]
default_ulimits=${limits}
cgroups="disabled"
[engine]
cgroup_manager="cgroupfs"
events_logger="file"
runtime="crun"
tmp_dir="${place}/tmp"
`
  const storage = `[storage]
driver="overlay"
graphroot="${place}/store"
runroot="${place}/run"
`
  await writeFile(join(place, 'containers.conf'), containers)
  await writeFile(join(place, 'storage.conf'), storage)
}

/**
 * What node:24-alpine has as far as the Dockerfile and the hub need it: busybox, Node with its libraries,
 * the user, and an `npm ci` that links the packages that are here.
 */
async function standInBase(folder: string, archive: string): Promise<void> {
  const at = (path: string) => join(folder, path)
  const folders = [
    'bin',
    'usr/bin',
    'usr/local/bin',
    'etc',
    'tmp',
    'root',
    'home/node',
    'proc',
    'sys',
  ]
  for (const name of [...folders, 'dev', 'run', 'mnt/node_modules'])
    await mkdir(at(name), { recursive: true })
  await chmod(at('tmp'), 0o1777)
  const busybox = pathOf('busybox')
  await copyFile(busybox, at('bin/busybox'))
  const applets = String(execFileSync(busybox, ['--list']))
    .trim()
    .split('\n')
  for (const name of applets) if (name !== 'busybox') await symlink('busybox', at(`bin/${name}`))
  await symlink('/bin/busybox', at('usr/bin/env'))
  const node = join(root, 'node_modules/node/bin/node')
  await copyFile(node, at('usr/local/bin/node'))
  const libraries = [...librariesOf(node), ...librariesOf(busybox)]
  const more = libraries.filter((path) => basename(path) === 'libc.so.6')
  // What bundles needs one more.
  const all = [...libraries, ...more.map((path) => join(dirname(path), 'librt.so.1'))]
  for (const path of all.filter(existsSync)) {
    await mkdir(dirname(at(path)), { recursive: true })
    await copyFile(path, at(path))
  }
  const npm = `#!/bin/sh
[ "$*" = "ci --ignore-scripts" ] && mkdir node_modules && ln -s /mnt/node_modules/* node_modules
`
  await writeFile(at('usr/local/bin/npm'), npm, { mode: 0o755 })
  const people = ['root:x:0:0::/root:/bin/sh', 'node:x:1000:1000::/home/node:/bin/sh']
  await writeFile(at('etc/passwd'), `${people.join('\n')}\n`)
  await writeFile(at('etc/group'), 'root:x:0:\nnode:x:1000:\n')
  execFileSync('tar', ['-C', folder, '-cf', archive, '.'])
}
