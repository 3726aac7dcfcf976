import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { buildImage, has, type Podman, startPodman, whyNoPodman } from '../helpers/podman.ts'
import { readManifests, runOfPod, runOfQuadlet, snippet } from './snippets.ts'

const image = 'localhost/hub'
const url = 'http://127.0.0.1:9693'
/** What the documentation and the compose file put on it. */
const hardened = [
  ...['--read-only', '--read-only-tmpfs=false', '--cap-drop', 'all'],
  ...['--security-opt', 'no-new-privileges', '--health-interval=disable'],
]

const leftOut = whyNoPodman()
if (leftOut) process.stdout.write(`The image is not built and run here: ${leftOut}.\n`)

let engine: Podman
const podman = (...args: string[]) => engine.podman(...args)
const sxncd = (...args: string[]) => podman('exec', 'hub', 'sxncd', ...args)

/** Asks from outside of the containers, by the published port. */
async function ask(path: string, options: object = {}) {
  const script = `fetch(...JSON.parse(process.argv[1])).then(async (reply) =>
    process.stdout.write(JSON.stringify({ status: reply.status, text: await reply.text() })), () => {})`
  const args = JSON.stringify([url + path, options])
  const { out } = await engine.run(process.execPath, '-e', script, args)
  return out === '' ? undefined : (JSON.parse(out) as { status: number; text: string })
}

const upload = async (key: string, settings: unknown, savedTs = '2025-02-26T09:15:30.123Z') => {
  const reply = await ask('/api/v1/sync/update', {
    method: 'POST',
    headers: { authorization: key, 'content-type': 'application/json' },
    body: JSON.stringify({ deviceName: 'Pixel', savedTs, settings }),
  })
  return JSON.parse(reply?.text ?? '{}').action
}

const isReady = async () => {
  if ((await ask('/health'))?.status !== 200) throw new Error('the hub does not answer')
}
const ready = (within = 20_000) => vi.waitFor(isReady, { timeout: within })

/** In ms: 3 s, but on a machine that is busy with other tests as long as its first start lets expect. */
let soonMs = 3_000

const stateOf = async (name: string, field: string) =>
  podman('inspect', name, '--format', `{{.State.${field}}}`)

describe.skipIf(leftOut)(`the image, by podman${leftOut ? `, left out: ${leftOut}` : ''}`, () => {
  let key = ''

  beforeAll(async () => {
    engine = await startPodman()
    await buildImage(engine, image)
    const began = performance.now()
    await podman(
      'run',
      '-d',
      '--name',
      'hub',
      '-p',
      '9693:9693',
      '-v',
      'data:/data',
      ...hardened,
      image,
    )
    await ready()
    soonMs = Math.max(soonMs, 3 * (performance.now() - began))
  }, 300_000)

  afterAll(() => engine?.end())

  test('starts with nothing but its volume, and says how to become the owner', async () => {
    const { out, err } = await engine.run('podman', 'logs', 'hub')
    const lines = (out + err).split('\n')
    expect(
      lines.filter((line) => /^http:\/\/127\.0\.0\.1:9693\/set-up#[\w-]{43}$/.test(line)),
    ).toHaveLength(1)
    expect(out).toContain(`SxncD hub ${manifest.version} is ready on`)
    const page = await ask('/set-up')
    expect([page?.status, page?.text]).toEqual([200, expect.stringContaining('id="window"')])
  })

  test('syncs, and its command is a client of the hub that runs', async () => {
    await sxncd('account', 'create', 'Ada')
    key = await sxncd('key', 'create', '--account', 'Ada', '--app', 'obtainium')
    expect(await upload(key, { a: 1 })).toBe('created')
    expect(await upload(key, { a: 1 })).toBe('none')
    expect(await sxncd('history', 'list', '--account', 'Ada', '--app', 'obtainium')).toMatch(/^1 /m)
  })

  test('is announced nowhere, and offers no address that leads to its bridge', async () => {
    const doctor = await sxncd('doctor')
    expect(doctor).toContain('The hub runs in a container with a network of its own')
    const { out } = await engine.run('podman', 'logs', 'hub')
    expect(out).toContain('"urls":["http://localhost:9693"]')
    expect(out).not.toContain('announced on the network')
  })

  test('is healthy, and not while the hub does not answer', async () => {
    const health = () => engine.run('podman', 'healthcheck', 'run', 'hub')
    expect((await health()).code).toBe(0)
    await podman('kill', '-s', 'STOP', 'hub')
    expect((await health()).code).toBe(1)
    await podman('kill', '-s', 'CONT', 'hub')
    expect((await health()).code).toBe(0)
  })

  test('runs without rights, on files that are not its own, and changes none of them', async () => {
    const status = await podman('exec', 'hub', 'cat', '/proc/1/status')
    expect(status).toMatch(/^Uid:\t1000\t/m)
    expect(status).toMatch(/^CapBnd:\t0{16}$/m)
    expect(status).toMatch(/^NoNewPrivs:\t1$/m)
    const looksFor = (...what: string[]) => podman('exec', 'hub', 'find', '/app', ...what)
    expect(await looksFor('!', '-user', 'root')).toBe('')
    expect(
      await looksFor('!', '-type', 'l', '(', '!', '-perm', '-4', '-o', '-perm', '-2', ')'),
    ).toBe('')
    const write = await engine.run('podman', 'exec', 'hub', 'touch', '/app/x', '/tmp/x')
    expect(write.err).toMatch(/(?:.*Read-only file system\n?){2}/)
    // What podman itself puts in: places to mount things on.
    const changed = (await podman('container', 'diff', 'hub'))
      .split('\n')
      .filter((line) => !/^[AC] \/(etc|run)\b/.test(line))
    expect(changed.filter(Boolean)).toEqual([])
  })

  test('names its version, and asks for its health by a program that costs nothing', async () => {
    const labels = JSON.parse(await podman('inspect', image, '--format', '{{json .Labels}}'))
    expect(labels).toMatchObject({
      'org.opencontainers.image.title': 'SxncD hub',
      'org.opencontainers.image.version': manifest.version,
    })
    const health = await podman('inspect', image, '--format', '{{json .HealthCheck}}')
    expect(health).toContain('wget')
    expect(health).not.toContain('node')
  })

  test('the script of the image workflow finds nothing wrong, and tells of what is', async () => {
    const script = join(import.meta.dirname, '../../scripts/try-image.ts')
    // It takes the same port.
    await podman('stop', '-t', '10', 'hub')
    const attempt = (...args: string[]) =>
      engine.run('env', 'ENGINE=podman', process.execPath, script, image, ...args)
    const good = await attempt('--version', manifest.version)
    expect([good.code, good.err]).toEqual([0, expect.any(String)])
    expect(good.out.trim().split('\n').at(-1)).toBe('ok: it kept its data')
    const bad = await attempt('--source', 'https://example.com/other')
    expect(bad.code).toBe(1)
    expect(bad.err).toContain('not right: it is from https://example.com/other')
    expect(await podman('ps', '-aq', '--filter', 'name=try-image')).toBe('')
    await podman('start', 'hub')
    await ready()
  }, 120_000)

  test('SIGTERM with open streams ends it with 0 within 3 s; it goes on with its data', async () => {
    const stream = `fetch(process.argv[1], { headers: { authorization: process.argv[2] } })
      .then(async ({ body }) => { for await (const part of body) process.stdout.write(part) })`
    const heard = Array.from({ length: 3 }, () => {
      const child = engine.start(process.execPath, '-e', stream, `${url}/api/v1/sync/events`, key)
      onTestFinished(() => void child.kill('SIGKILL'))
      return once(child.stdout as Readable, 'data')
    })
    for (const [part] of await Promise.all(heard)) expect(String(part)).toContain('retry:')
    const began = performance.now()
    await podman('stop', '-t', '10', 'hub')
    expect(performance.now() - began).toBeLessThan(soonMs)
    expect(await stateOf('hub', 'ExitCode')).toBe('0')
    await podman('start', 'hub')
    await ready()
    expect(await upload(key, { a: 1 })).toBe('none')
  })

  test('after SIGKILL it serves again within 3 s, with its data', async () => {
    expect(await upload(key, { a: 2 }, '2025-03-01T00:00:00Z')).toBe('incomingNewer')
    await podman('kill', 'hub')
    await podman('wait', 'hub')
    const began = performance.now()
    await podman('start', 'hub')
    await ready()
    expect(performance.now() - began).toBeLessThan(soonMs)
    expect(await upload(key, { a: 2 }, '2025-03-01T00:00:00Z')).toBe('none')
  })

  test('runs as any user who owns its folder', async () => {
    const folder = join(engine.place, 'of-1234')
    await mkdir(folder)
    await chown(folder, 1234, 1234)
    const as = ['--user', '1234:1234', '-v', `${folder}:/data`]
    await podman('run', '-d', '--name', 'other', ...as, ...hardened, image)
    await expect
      .poll(async () => (await engine.run('podman', 'healthcheck', 'run', 'other')).code, {
        timeout: 20_000,
      })
      .toBe(0)
    expect(await podman('exec', 'other', 'sxncd', 'account', 'create', 'Ada')).toContain('Created')
    await podman('stop', 'other')
  })

  test.each([
    ['the quadlet', () => runOfQuadlet(snippet('quadlet'))],
    ['the pod for Kubernetes', () => runOfPod(readManifests(snippet('kubernetes')))],
  ])(
    'runs as %s of the docs has it',
    async (_, sample) => {
      await podman('stop', '-t', '10', 'hub')
      // The name comes last, in the place of that of the sample.
      const own = ['--name', 'sample', '--read-only-tmpfs=false', '--health-interval=disable']
      await podman('run', '-d', ...sample().args, ...own, image)
      await ready()
      expect(await podman('exec', 'sample', 'sxncd', 'account', 'create', 'Ada')).toContain(
        'Created',
      )
      const status = await podman('exec', 'sample', 'cat', '/proc/1/status')
      expect(status).toMatch(/^Uid:\t1000\t/m)
      expect(status).toMatch(/^CapBnd:\t0{16}\nCapAmb:.*\nNoNewPrivs:\t1$/m)
      expect((await engine.run('podman', 'exec', 'sample', 'touch', '/app/x')).err).toContain(
        'Read-only',
      )
      await podman('rm', '-f', '-t', '10', 'sample')
      await podman('start', 'hub')
      await ready()
    },
    60_000,
  )

  test("says what to do about a folder of root's", async () => {
    const folder = join(engine.place, 'of-root')
    await mkdir(folder, { mode: 0o755 })
    const { code, err } = await engine.run(
      'podman',
      'run',
      '--rm',
      '-v',
      `${folder}:/data`,
      ...hardened,
      image,
    )
    expect(code).toBe(1)
    expect(err).toContain('The data folder /data cannot be used (EACCES)')
    expect(err).toContain('runs as user 1000, group 1000')
    expect(err).toContain('sudo chown -R 1000:1000 FOLDER on the host of the container')
    expect(err).toContain('PUID and PGID do nothing')
  })

  const noCompose = has('podman-compose')
    ? ''
    : ', left out: there is no podman-compose here (Debian: apt-get install podman-compose)'
  test.skipIf(noCompose)(
    `docker-compose.yml comes up and down, and keeps the data${noCompose}`,
    async () => {
      await podman('rm', '-f', 'hub')
      const folder = join(engine.place, 'home')
      await mkdir(folder)
      const text = readFileSync(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8')
      // As the page has it for an older compose, such as the one that Debian 12 has.
      const older = text.replace('env_file: [{ path: .env, required: false }]', 'env_file: .env')
      expect(older).not.toBe(text)
      await writeFile(join(folder, 'docker-compose.yml'), older)
      await writeFile(
        join(folder, '.env'),
        `SXNCD_IMAGE=${image}\nBACKUP_KEEP=3\nTZ=Europe/Berlin\n`,
      )
      const compose = async (...args: string[]) => {
        const file = [
          '-f',
          join(folder, 'docker-compose.yml'),
          '--podman-run-args=--no-healthcheck',
        ]
        const { code, out, err } = await engine.run('podman-compose', ...file, ...args)
        expect([code, out + err]).toEqual([0, expect.any(String)])
        return out.trim()
      }
      const run = (...args: string[]) => podman('exec', 'home_hub_1', ...args)
      await compose('up', '-d')
      await ready()
      expect(await run('sh', '-c', 'echo $BACKUP_KEEP')).toBe('3')
      expect(await run('node', '-p', "new Date('2025-01-01T00:00Z').getHours()")).toBe('1')
      expect(await run('cat', '/proc/1/status')).toMatch(
        /^CapBnd:\t0{16}\nCapAmb:.*\nNoNewPrivs:\t1$/m,
      )
      expect(await run('sxncd', 'account', 'create', 'Ada')).toContain('Created')
      await compose('down')
      expect(await ask('/health')).toBeUndefined()
      await compose('up', '-d')
      await ready()
      expect(await run('sxncd', 'account', 'list')).toContain('Ada')
      await compose('down')
    },
    120_000,
  )
})
