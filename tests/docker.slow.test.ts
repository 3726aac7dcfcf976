import { execFile, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, chown, cp, lstat, mkdir, readdir, symlink } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../bench/free-port.ts'
import { residentMemory } from '../bench/process-info.ts'
import manifest from '../package.json' with { type: 'json' }
import { options } from '../server/config/config.ts'
import { importsOfBundle } from './helpers/bundle-imports.ts'
import {
  environmentOf,
  type Instruction,
  readDockerfile,
  stagesOf,
  wordsOf,
} from './helpers/dockerfile.ts'
import { temporaryFolder } from './helpers/folder.ts'
import { readYaml } from './helpers/yaml.ts'

const root = resolve(import.meta.dirname, '..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')
const instructions = readDockerfile(read('Dockerfile'))
const stages = stagesOf(instructions)
const image = stages.at(-1) ?? []
const environment = environmentOf(image)
const command = (name: string) => image.find((one) => one.name === name)?.rest ?? ''
const lines = (name: string) => image.filter((one) => one.name === name)

/** As the image gives it to a shell. */
const healthCheck = command('HEALTHCHECK').replace(/^CMD\s+/, '')
const has = (name: string) => spawnSync('which', [name]).status === 0
const noWget =
  has('busybox') || (has('wget') && has('timeout')) ? '' : ', left out: there is no wget here'

/** The programs of this machine; those of busybox, which the image has, where it is there. */
async function pathWithWget(): Promise<string> {
  const own = process.env.PATH ?? ''
  if (!has('busybox')) return own
  const folder = await temporaryFolder()
  await chmod(folder, 0o755)
  const busybox = String(execFileSync('which', ['busybox'])).trim()
  for (const name of ['wget', 'timeout']) await symlink(busybox, join(folder, name))
  return `${folder}:${own}`
}

describe('the Dockerfile', () => {
  test('names its bases by a version', () => {
    const bases = stages.map(([from]) => from?.rest.split(' ')[0])
    expect(bases.length).toBeGreaterThan(1)
    for (const base of bases) expect(base).toMatch(/^node:24-alpine$/)
  })

  test('copies what is there, from the project or from a stage before', () => {
    const known: string[] = []
    for (const stage of stages) {
      for (const { flags, rest } of stage.filter(({ name }) => name === 'COPY')) {
        const sources = rest.split(/\s+/).slice(0, -1)
        if (flags.from) expect(known).toContain(flags.from)
        else for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true)
      }
      known.push(/ AS (\S+)$/i.exec(stage[0]?.rest ?? '')?.[1] ?? '')
    }
    expect(instructions.filter(({ name }) => name === 'ADD')).toEqual([])
  })

  test('is sent only what it copies', () => {
    const [first, ...rest] = read('.dockerignore').trim().split('\n')
    expect(first).toBe('*')
    const copied = instructions
      .filter(({ name, flags }) => name === 'COPY' && !flags.from)
      .flatMap((one) => one.rest.split(/\s+/).slice(0, -1))
    expect(rest.map((line) => line.replace(/^!/, '')).sort()).toEqual([...new Set(copied)].sort())
  })

  test.skipIf(noWget).each([
    ['', '127.0.0.1'],
    ['0.0.0.0', '0.0.0.0'],
    ['127.0.0.2', '127.0.0.2'],
    ['localhost', '127.0.0.1'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['::', '::'],
  ])(`asks for the health where HOST=%s listens${noWget}`, async (host, address) => {
    const server = createServer((_, response) => response.end()).listen(0, address)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const PATH = await pathWithWget()
    const check = (PORT: string) => {
      const env = { HOST: host, PORT, PATH }
      const child = spawn('sh', ['-c', healthCheck], { env, stdio: 'ignore' })
      return once(child, 'exit').then(([code]) => code)
    }
    expect(await check(`${port}`)).toBe(0)
    server.close()
    expect(await check(`${port}`)).not.toBe(0)
  })

  test('runs the hub as an ordinary user, by commands that no shell stands before', () => {
    expect(lines('USER').at(-1)?.rest).toBe('node')
    expect(wordsOf(command('CMD'))).toEqual(['node', 'dist/server/hub.js'])
    const { start } = JSON.parse(read('package.json')).scripts
    expect(start).toContain(` ${environment.NODE_OPTIONS} `)
    expect(start).toMatch(/ dist\/server\/hub\.js$/)
  })

  test('says where the hub listens and what it keeps', () => {
    expect(environment).toMatchObject({ HOST: '0.0.0.0', DATA_DIR: '/data' })
    expect(command('EXPOSE')).toBe(`${options.port.preset} ${options.httpsPort.preset}`)
    expect(command('VOLUME')).toBe('/data')
    expect(Object.keys(environment).filter((name) => /SECRET|TOKEN|KEY/.test(name))).toEqual([])
    const labels = lines('LABEL')[0]?.rest
    expect(labels).toContain('org.opencontainers.image.title="SxncD hub"')
    expect(labels).toContain(`org.opencontainers.image.version="${manifest.version}"`)
  })
})

interface Service {
  readonly [name: string]: unknown
  readonly ports: readonly string[]
}

test('docker-compose.yml keeps the data, lets nothing else be written, and gives no rights', () => {
  const { services } = readYaml<{ services: { hub: Service } }>('docker-compose.yml')
  const ports = [options.port.preset, options.httpsPort.preset].map((port) => `${port}:${port}`)
  expect(services.hub).toMatchObject({
    build: '.',
    image: expect.stringContaining('SXNCD_IMAGE'),
    ports,
    volumes: ['data:/data'],
    env_file: [{ path: '.env', required: false }],
    restart: 'unless-stopped',
    stop_grace_period: expect.stringMatching(/^\d+s$/),
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    logging: { options: { 'max-size': '10m', 'max-file': '3' } },
  })
})

const nobody = 65_534
const MiB = 2 ** 20
/** What the image's `sxncd` leads to. */
const sxncd = 'dist/server/sxncd.js'
const isRoot = process.getuid?.() === 0

/** There may be no Docker here: the steps of the image are done in a folder that stands for it. */
describe.skipIf(!isRoot)(
  'the image, by its own steps (as root, to become an ordinary user)',
  () => {
    test('starts with a read-only root as an ordinary user, syncs, is healthy, and stops', async () => {
      const place = await temporaryFolder()
      await chmod(place, 0o755)
      const [app, data] = [join(place, 'app'), join(place, 'data')]
      await build(app)
      await mkdir(data)
      await chown(data, nobody, nobody)
      const port = await freePort()
      const PATH = `${dirname(process.execPath)}:${await pathWithWget()}`
      const env = { ...mapped(environment, app, data), PATH, PORT: String(port) }
      const start = ([program = '', ...args]: readonly string[], more = {}) => {
        const child = spawn(program === 'node' ? process.execPath : program, args, {
          cwd: app,
          env: { ...env, ...more },
          uid: nobody,
          gid: nobody,
        })
        onTestFinished(() => void child.kill('SIGKILL'))
        const output = { text: '' }
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', (part) => {
            output.text += part
          })
        return { child, output, ended: once(child, 'close').then(([code]) => code as number) }
      }
      const runSxncd = async (...args: string[]) => {
        const { output, ended } = start([join(app, 'bin-sxncd'), ...args])
        expect([await ended, output.text]).toEqual([0, expect.any(String)])
        return output.text.trim()
      }
      const { all, foreign } = importsOfBundle(join(app, 'dist/server'))
      expect(all.length).toBeGreaterThan(20)
      expect(foreign).toEqual(['pg-native'])
      await execute('chmod', ['-R', 'a-w', app])
      const before = await listing(app)

      const hub = start(wordsOf(command('CMD')))
      await expect
        .poll(() => hub.output.text, { timeout: 20_000 })
        .toMatch(/ is ready on http:.*\/set-up#/s)
      await runSxncd('account', 'create', 'Ada')
      const key = await runSxncd('key', 'create', '--account', 'Ada', '--app', 'obtainium')
      const reply = await fetch(`http://127.0.0.1:${port}/api/v1/sync/update`, {
        method: 'POST',
        headers: { authorization: key, 'content-type': 'application/json' },
        body: '{"deviceName":"Pixel","savedTs":"2025-02-26T09:15:30.123Z","settings":{"a":1}}',
      })
      expect(await reply.json()).toEqual({ success: true, data: { a: 1 }, action: 'created' })
      const health = ['sh', '-c', healthCheck]
      if (!noWget) expect(await start(health).ended).toBe(0)
      // Thirty-five apps, merging, figures and messages took 5 MiB more than fifteen apps alone.
      expect(residentMemory(hub.child.pid ?? 0) / MiB).toBeLessThan(120)
      hub.child.kill('SIGTERM')
      expect(await hub.ended).toBe(0)
      if (!noWget) expect(await start(health).ended).not.toBe(0)

      expect(await listing(app)).toEqual(before)
      expect((await readdir(data)).sort()).toContain('slots')
      // About what the image adds to its base.
      expect(await size(app)).toBeLessThan(10)
    }, 120_000)
  },
)

const execute = promisify(execFile)

/** Does what the stages do, as far as it concerns files. */
async function build(app: string): Promise<void> {
  const built = `${app}-build`
  await Promise.all([mkdir(app), mkdir(built)])
  // What is built needs no more than its stage copies; its packages are those of the project.
  await copyInto(built, stages[0])
  await symlink(join(root, 'node_modules'), join(built, 'node_modules'))
  const [install, ...steps] = (stages[0] ?? [])
    .filter(({ name }) => name === 'RUN')
    .map(({ rest }) => rest)
  expect(install).toBe('npm ci --ignore-scripts')
  for (const step of steps) {
    const [program = '', ...args] = step.split(' ')
    await execute(program === 'node' ? process.execPath : program, args, { cwd: built })
  }
  await cp(join(built, 'dist'), join(app, 'dist'), { recursive: true })
  await copyInto(app, image)
  await symlink(join(app, sxncd), join(app, 'bin-sxncd'))
}

/** Copies what a stage copies from the project. */
async function copyInto(folder: string, stage: readonly Instruction[] = []): Promise<void> {
  for (const { rest } of stage.filter(({ name, flags }) => name === 'COPY' && !flags.from)) {
    const words = rest.split(/\s+/)
    const target = words.pop() ?? ''
    for (const source of words) {
      const to = target === './' ? source : target
      await cp(join(root, source), join(folder, to), { recursive: true })
    }
  }
}

/** The variables of the image with the paths of the folder that stands for it. */
const mapped = (variables: Record<string, string>, app: string, data: string) =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(/^\/app(?=\/|$)/, app).replace(/^\/data$/, data),
    ]),
  )

async function listing(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true })
  const stats = await Promise.all(entries.map((name) => lstat(join(folder, name))))
  return entries.map((name, i) => `${name} ${stats[i]?.mtimeMs} ${stats[i]?.size}`).sort()
}

/** In MiB. */
async function size(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true })
  const stats = await Promise.all(entries.map((name) => lstat(join(folder, name))))
  return stats.reduce((sum, one) => sum + one.blocks * 512, 0) / MiB
}
