import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { hostname, type NetworkInterfaceInfo, userInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { reportOf } from '../../../server/checks/report.ts'
import type { Hub } from '../../../server/hub.ts'
import { days } from '../../../server/lib/clock.ts'
import { browserOf, ownerBrowser } from '../../helpers/browser.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { Network } from '../discovery/network.ts'

vi.setConfig({ testTimeout: 60_000 })

const address = '192.168.77.5'
const interfaces = () => ({
  'wlan-quentin': [
    { address, internal: false, family: 'IPv4', cidr: `${address}/24` } as NetworkInterfaceInfo,
  ],
})

/** Options with something private in each that takes text. */
const privateOptions = (home: string) => ({
  ...{ PUBLIC_URL: 'https://castle.example/secret-path', TRUST_PROXY: '203.0.113.9, uniquelocal' },
  ...{ AUTH_MODULES: 'oidc,github', OIDC_ISSUER: 'https://issuer.castle.example' },
  ...{ OIDC_CLIENT_ID: 'client-of-quentin', OIDC_CLIENT_SECRET: 'CANARY-oidc-secret' },
  ...{ OIDC_NAME: 'Quentins Login', GITHUB_CLIENT_ID: 'github-quentin' },
  ...{ GITHUB_CLIENT_SECRET: 'CANARY-github-secret', METRICS_TOKEN: 'CANARY-metrics-token' },
  ...{ TIME_ZONE: 'Pacific/Chatham', BACKUP_DIR: join(home, 'backups-of-quentin') },
  ...{ APP_MODULES_DIR: join(home, 'modules-of-quentin'), BODY_LIMIT: '20 MiB', TABBY: 'on' },
})

/** A hub that much is on, and much is wrong with. @returns what must not be told of it */
async function livedIn() {
  const home = join(await temporaryFolder(), 'home-of-quentin')
  await mkdir(join(home, 'modules-of-quentin', 'broken-diary'), { recursive: true })
  const network = new Network()
  const made = await testHub({
    folder: join(home, 'data'),
    environment: { ...privateOptions(home), RATE_LIMIT: 'off', HTTPS_PORT: '0' },
    overrides: { lan: { interfaces, openMdns: network.open } },
  })
  const { hub } = made
  await hub.listen()
  const owner = await ownerBrowser(hub, 'Zebulon')
  const settings = { hubName: 'Castle of Quentin', lan: true, lanInterface: 'wlan-quentin' }
  expect((await owner.send('PATCH', '/api/v1/settings', settings)).status).toBe(200)
  await owner.send('POST', '/api/v1/apps', { name: 'Quentins Diary' })
  const diary = [...hub.apps.all.values()].find(({ name }) => name === 'Quentins Diary')?.type ?? ''
  const keys: string[] = []
  for (const app of ['thunder', diary]) {
    const key = await keyFor(hub, app, 'Penelope')
    keys.push(key)
    for (const [day, text] of ['one', 'two'].entries()) {
      await post(hub, key, {
        deviceName: 'EIO Walkman',
        savedTs: new Date(testStart + days(day)).toISOString(),
        settings: `CANARY-settings-${text}`,
      })
    }
  }
  const headers = { host: 'localhost', authorization: `Bearer ${keys[0]}` }
  await hub.app.inject({ method: 'PUT', url: '/dav/file-of-quentin.txt', headers, payload: 'x' })
  await post(hub, 'CANARY-wrong-key', { deviceName: 'Walkman' })
  await browserOf(hub).send('POST', '/api/v1/session', { name: 'Zebulon', password: 'CANARY no' })
  await damageOne(hub)
  await hub.backups.make().catch(() => {})
  const accounts = await hub.store.accounts.list()
  const canaries = [
    ...['quentin', 'zebulon', 'penelope', 'walkman', 'diary', 'castle', 'canary', 'secret-path'],
    ...[
      'home-of',
      address,
      '192.168',
      '203.0.113',
      'chatham',
      'wlan',
      diary,
      home,
      hub.store.hub.id,
    ],
    ...['/data', '\\data', 'file-of', '.local', 'example', hub.controlToken, hub.config.dataDir],
    ...keys.flatMap((key) => [key, key.slice(-6)]),
    ...accounts.map(({ id }) => id),
    ...(await hub.store.keys.list()).flatMap(({ id, hash }) => [id, hash]),
    ...[hostname(), userInfo().username].filter((name) => name.length > 4),
  ]
  return { ...made, canaries }
}

/** Damages the newest version of a slot, and has the hub find it. */
async function damageOne(hub: Hub): Promise<void> {
  const [id] = await hub.store.slots.list()
  if (!id) throw new Error('there is no slot')
  const folder = join(hub.config.dataDir, 'slots', id.accountId, id.app)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.version')).sort()
  await writeFile(join(folder, files.at(-1) ?? ''), 'CANARY-damage')
}

const found = (text: string, canaries: readonly string[]) =>
  canaries.filter((canary) => text.toLowerCase().includes(canary.toLowerCase()))

test('a report says what is needed and nothing private, whichever way it is asked for', async () => {
  const { hub, folder, canaries } = await livedIn()
  const cli = cliFor(folder)
  const target = join(await temporaryFolder(), 'report.md')
  const shown = await cli('doctor', '--report')
  expect([shown.code, shown.err]).toEqual([0, ''])
  const json = await cli('--json', 'doctor', '--report')
  const written = await cli('doctor', '--report', target)
  expect([written.code, written.out]).toEqual([
    0,
    `Wrote ${target}. Read it before you pass it on.\n`,
  ])
  if (process.platform !== 'win32') expect((await stat(target)).mode & 0o777).toBe(0o600)
  const texts = [shown.out, json.out, await readFile(target, 'utf8')]
  for (const text of texts) expect(found(text, canaries)).toEqual([])
  expect(canaries.length).toBeGreaterThan(25)

  const report = JSON.parse(json.out)
  expect(report.hub).toMatchObject({ version: manifest.version, running: true })
  expect(report.options).toMatchObject({
    ...{ PUBLIC_URL: 'https://…/…', TRUST_PROXY: 'a network, uniquelocal', TIME_ZONE: '(set)' },
    ...{ AUTH_MODULES: 'oidc, github', OIDC_CLIENT_SECRET: '(set)', METRICS_TOKEN: '(set)' },
    ...{
      BODY_LIMIT: String(20 * 1024 ** 2),
      RATE_LIMIT: 'false',
      TABBY: 'true',
      DATA_DIR: '(set)',
    },
  })
  expect(report.options).not.toHaveProperty('GOOGLE_CLIENT_SECRET')
  expect(report.settings).toMatchObject({ lan: true, ownApps: 1, nameChosen: true })
  expect(report.stored).toMatchObject({ accounts: 2, keys: 2, files: 1 })
  expect(report.slots).toEqual({ thunder: 1, own: 1 })
  expect(report.backup).toMatchObject({ problem: 'no', leftOut: 1 })
  expect(report.networks).toEqual({ on: true, lan: 1 })
  expect(report.refused).toMatchObject({ key_unknown: 1, sign_in_wrong: 1 })
  expect(report.checks.backup_incomplete).toBe('warning n=1')
  expect(Object.keys(report.checks).length).toBeGreaterThan(4)
  expect(texts[0]).toContain('## checks\n\n- ')
  await hub.close()

  const offline = await cli('doctor', '--report')
  expect([offline.code, found(offline.out, canaries)]).toEqual([0, []])
  expect(offline.out).toContain('- running: false')
  expect(offline.out).toContain('- not_running: problem')
})

test('no file is overwritten, and one that cannot be written is said', async () => {
  const { hub, folder } = await testHub()
  await hub.close()
  const cli = cliFor(folder)
  const place = await temporaryFolder()
  const target = join(place, 'mine.txt')
  await writeFile(target, 'mine')
  const taken = await cli('doctor', '--report', target)
  expect([taken.code, taken.out]).toEqual([1, ''])
  expect(taken.err).toBe(
    `There is a file ${target} already. Nothing was written; name a new one.\n`,
  )
  expect(await readFile(target, 'utf8')).toBe('mine')
  const nowhere = await cli('doctor', '--report', join(place, 'none', 'report.md'))
  expect([nowhere.code, nowhere.err]).toEqual([
    1,
    `The report could not be written to ${join(place, 'none', 'report.md')} (ENOENT).\n`,
  ])
})

test('of what went wrong the code alone is told, whatever words came with it', async () => {
  const { hub } = await testHub()
  const text = (reason: string) =>
    reportOf({
      ...{ version: '1', now: testStart, startedAt: testStart, isListening: false },
      ...{ config: hub.config, settings: {}, accounts: 0, keys: 0, labelOf: () => 'own' },
      checks: [
        {
          ...{ code: 'listen', level: 'problem', title: reason, detail: reason, fix: reason },
          values: { where: reason, reason, n: reason },
        },
      ],
      counts: {
        ...{ slots: new Map([['diary', 1]]), files: 0, versions: 1, devices: 0, unreadable: 0 },
        ...{ bytes: 0, all: false },
      },
      ...{ networks: [], lanIsOn: false, refusals: new Map(), schema: 3 },
      store: {
        failed: `${reason}: in /home/quentin`,
        problems: [{ file: reason, problem: reason }],
      },
      disk: { free: 1, size: 2, type: 3 },
      lastBackup: { at: testStart, problem: reason, failure: { code: 'other', reason } },
    })
  const odd = JSON.stringify(text('EMILY of Quentin'))
  expect(odd).not.toMatch(/emily|quentin|diary/i)
  expect(text('ENOSPC').checks?.listen).toBe('problem (ENOSPC)')
  expect(text('ENOSPC').storage?.failed).toBe('ENOSPC')
  expect(text('ENOSPC').backup?.reason).toBe('ENOSPC')
  expect(text('7').checks?.listen).toBe('problem n=7')
})
