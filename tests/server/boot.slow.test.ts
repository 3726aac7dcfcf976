import { spawn } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { decodeDocument, encodeDocument } from '../../server/storage/lowdb/document-file.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { keyFor, testHub } from '../helpers/hub.ts'
import { type RunOptions, run, runHub } from '../helpers/hub-process.ts'
import { answerOf, openWire } from './http/wire.ts'

// Real processes, and folders that are really synced, are slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

/** A quiet machine takes half a second; tests run beside each other. */
const soonMs = 10_000
const nobody = 65_534
const isRoot = process.getuid?.() === 0

/** Starts a hub that cannot run. @returns what it told */
async function refusal(environment: Record<string, string>, options: RunOptions = {}) {
  const began = performance.now()
  const { ended, written } = run('start', [], { ...options, environment })
  expect(await ended).toBe(1)
  expect(performance.now() - began).toBeLessThan(soonMs)
  expect(written.err).not.toMatch(/^ +at /m)
  expect(written.err).not.toContain('Error:')
  return written.err
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s stops the hub with 0, and frees its folder',
  async (signal) => {
    const folder = join(await temporaryFolder(), 'data')
    const hub = await runHub({ environment: { DATA_DIR: folder } })
    expect((await fetch(`${hub.url}/health`)).status).toBe(200)
    expect(await readdir(folder)).toContain('LOCK')
    hub.child.kill(signal)
    expect(await hub.ended).toBe(0)
    expect(hub.written.err).toMatch(setUpLines)
    expect(await readdir(folder)).not.toContain('LOCK')
    const messages = hub.written.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg)
    expect(messages.slice(-2)).toEqual(['stopping', 'stopped'])
  },
)

const setUpLines =
  /^\nOpen this link within 30 minutes to become the owner of the hub\.\n(http:\S+\/set-up#[\w-]{43})\n\n$/

test('the link that makes the owner stands on a line of its own, beside the log', async () => {
  const DATA_DIR = join(await temporaryFolder(), 'data')
  const hub = await runHub({ environment: { DATA_DIR, LOG_LEVEL: 'info' } })
  await expect.poll(() => hub.written.err).toMatch(setUpLines)
  const [, link = ''] = setUpLines.exec(hub.written.err) ?? []
  expect(hub.written.out).toContain(link)
  const everywhere = await runHub({
    environment: { DATA_DIR: join(await temporaryFolder(), 'data'), HOST: '0.0.0.0', LAN: 'off' },
  })
  await expect
    .poll(() => everywhere.written.err)
    .toMatch(/ put the name or address of this machine in the place of 127\.0\.0\.1\.\nhttp:/)
})

test.skipIf(process.platform === 'win32')(
  'what cannot be called off does not hold up the end of a hub that has stopped',
  async () => {
    const folder = await temporaryFolder()
    // As a look-up of a name does where nobody answers, but for ever.
    const holds = join(folder, 'holds.mjs')
    await writeFile(holds, 'setInterval(() => {}, 1e9)')
    const NODE_OPTIONS = `--import=${pathToFileURL(holds)}`
    const DATA_DIR = join(folder, 'data')
    const hub = await runHub({ environment: { DATA_DIR, NODE_OPTIONS } })
    hub.child.kill('SIGTERM')
    expect(await hub.ended).toBe('SIGTERM')
    expect(hub.written.out).toContain('"stopped"')
    expect(await readdir(DATA_DIR)).not.toContain('LOCK')
  },
)

const npm = process.env.npm_execpath
const noNpm =
  process.platform === 'win32'
    ? ', left out: Windows has no signals'
    : npm
      ? ''
      : ', left out: this was not started by npm'
test.skipIf(noNpm)(`SIGTERM to npm start ends the hub, and frees its folder${noNpm}`, async () => {
  const folder = join(await temporaryFolder(), 'data')
  // Without what builds the hub before: others use it.
  const args = [npm ?? '', 'start', '--ignore-scripts']
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATA_DIR: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let out = ''
  child.stdout.on('data', (part) => {
    out += part
  })
  await expect.poll(() => out, { timeout: 20_000 }).toContain('is ready on ')
  child.kill('SIGTERM')
  await expect.poll(() => out, { timeout: 20_000 }).toContain('"stopped"')
  expect(await readdir(folder)).not.toContain('LOCK')
})

test('a hub that is told to stop finishes the answers under way', async () => {
  const { hub: before, folder } = await testHub()
  const key = await keyFor(before)
  await before.close()
  const hub = await runHub({ environment: { DATA_DIR: folder } })
  const upload = JSON.stringify({
    deviceName: 'Pixel',
    savedTs: '2025-02-26T09:15:30.123Z',
    settings: 'kept',
  })
  const wire = await openWire(hub.url)
  wire.send(
    `POST /api/v1/sync/update HTTP/1.1\r\nhost: hub\r\nauthorization: ${key}\r\n` +
      `content-type: application/json\r\ncontent-length: ${upload.length}\r\n\r\n${upload.slice(0, 9)}`,
  )
  // The hub has heard of the upload once it answers what was sent after it.
  await fetch(`${hub.url}/health`)
  hub.child.kill('SIGTERM')
  await hub.until('stopping')
  wire.send(upload.slice(9))
  expect(JSON.parse(answerOf(await wire.closed()).body)).toMatchObject({ action: 'created' })
  expect(await hub.ended).toBe(0)
})

test('what is wrong with the configuration is told at once', async () => {
  const message = await refusal({
    ...{ PORT: 'http', LOG_LEVEL: 'loud', TRUST_PROXY: 'proxy.lan', TLS_CERT: 'cert.pem' },
    ...{ APP_MODULES: 'thunder,thunderbird', AUTH_MODULES: 'github', PUBLIC_URL: 'hub' },
  })
  expect(message).toMatch(/^The configuration cannot be used:\n {2}PORT=http: must be .*\n/)
  expect(message).toContain('  LOG_LEVEL=loud: must be one of fatal, error,')
  expect(message).toContain('  TRUST_PROXY=proxy.lan: must be addresses or networks')
  expect(message).toContain('  TLS_CERT and TLS_KEY go together')
  expect(message).toContain('  APP_MODULES=thunder,thunderbird: unknown: thunderbird. Known: ')
  expect(message).toContain('  GITHUB_CLIENT_ID is missing: AUTH_MODULES names github')
  expect(message).toContain('  PUBLIC_URL=hub: must be a web address')
  expect(message).not.toContain('PUBLIC_URL is missing')
})

test('a port or an address that cannot be had is named', async () => {
  const DATA_DIR = join(await temporaryFolder(), 'data')
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await new Promise((resolve) => other.once('listening', resolve))
  const { port } = other.address() as { port: number }
  expect(await refusal({ DATA_DIR, PORT: String(port) })).toBe(
    `Port ${port} is in use by another program. Stop that program, or choose another port with PORT.\n`,
  )
  expect(await refusal({ DATA_DIR, HOST: '203.0.113.1' })).toBe(
    'The hub cannot listen on 203.0.113.1 (EADDRNOTAVAIL). Choose an address of this machine with HOST, such as 127.0.0.1 or 0.0.0.0.\n',
  )
  expect(await readdir(DATA_DIR)).not.toContain('LOCK')
})

const reservedBelow = await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(
  () => '0',
)
test.skipIf(!isRoot || Number(reservedBelow) <= 80)('a reserved port is named', async () => {
  const DATA_DIR = join(await foreignFolder(0o700), 'data')
  expect(await refusal({ DATA_DIR, PORT: '80' }, { uid: nobody })).toBe(
    'Port 80 is reserved for the system. Choose a port above 1023 with PORT.\n',
  )
})

/** A folder that belongs to an ordinary user. */
async function foreignFolder(mode: number): Promise<string> {
  const folder = await temporaryFolder()
  await chmod(folder, mode)
  await chown(folder, nobody, nobody)
  return folder
}

test('a data folder that cannot be used is named, and what to do', async () => {
  const folder = await temporaryFolder()
  await writeFile(join(folder, 'file'), '')
  // Below /proc the system says of a folder that is there that it is missing.
  const below = process.platform === 'linux' ? ['/proc/data', '/proc/1/data'] : []
  const places = [join(folder, 'file'), join(folder, 'file', 'data'), ...below]
  for (const DATA_DIR of places) {
    const message = await refusal({ DATA_DIR })
    expect(message).toContain(`The data folder ${DATA_DIR} cannot be `)
    expect(message).toContain('DATA_DIR')
  }
})

test.skipIf(!isRoot)('so is one that is read-only', async () => {
  const DATA_DIR = await foreignFolder(0o500)
  const message = await refusal({ DATA_DIR }, { uid: nobody })
  expect(message).toMatch(/cannot be \w+ \(EACCES\)\. Make it /)
  expect(message).toContain(`sudo chown -R ${nobody}:${nobody} `)
})

test('a data folder of a newer hub is refused and left as it is', async () => {
  const { hub, folder } = await testHub()
  await hub.close()
  const files = ['hub.json', 'hub.json.copy'].map((name) => join(folder, 'db', name))
  for (const file of files) {
    const old = decodeDocument<object>(await readFile(file), 'hub')
    await writeFile(file, encodeDocument({ ...old, data: { ...old.data, schema: 99 } }))
  }
  const before = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  expect(await refusal({ DATA_DIR: folder })).toMatch(
    /was written by a newer hub \(schema 99; this one knows \d+\)\. Nothing was changed\. Update/,
  )
  expect(await Promise.all(files.map((file) => readFile(file, 'utf8')))).toEqual(before)
})

test('a data folder that another hub has is refused at once', async () => {
  const DATA_DIR = join(await temporaryFolder(), 'data')
  const first = await runHub({ environment: { DATA_DIR } })
  expect(await refusal({ DATA_DIR, PORT: '0' })).toContain(
    `The data folder is in use by another hub (process ${first.child.pid} on `,
  )
  expect((await fetch(`${first.url}/health`)).status).toBe(200)
})

test('a .env file counts, unless it cannot be read', async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, '.env'), 'PORT=none\n')
  expect(await refusal({}, { cwd })).toContain('PORT=none: must be')
  const other = await temporaryFolder()
  await mkdir(join(other, '.env'))
  expect(await refusal({}, { cwd: other })).toMatch(
    /^The file \S+\.env cannot be read \(\w+\)\. Make/,
  )
  const windows = await temporaryFolder()
  await writeFile(join(windows, '.env'), Buffer.from('\ufeffPORT=none\r\n', 'utf16le'))
  expect(await refusal({}, { cwd: windows })).toMatch(/^The file \S+\.env is in UTF-16/)
})

test('options of other images that do nothing here are told of', async () => {
  const DATA_DIR = join(await temporaryFolder(), 'data')
  const hub = await runHub({ environment: { DATA_DIR, PUID: '1000' } })
  expect(hub.written.out).toContain('PUID and PGID are set but not used')
})

test('an option of the first server that is not used any more is told of', async () => {
  const DATA_DIR = join(await temporaryFolder(), 'data')
  const hub = await runHub({ environment: { DATA_DIR, POSTGRES_URL: 'postgres://u:CANARY@db/x' } })
  expect(hub.written.out).toContain('POSTGRES_URL is set but not used')
  expect(hub.written.out).not.toContain('CANARY')
})
