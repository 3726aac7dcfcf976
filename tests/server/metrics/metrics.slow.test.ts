import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { days, hours, minutes } from '../../../server/lib/clock.ts'
import { browserOf, ownerBrowser } from '../../helpers/browser.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { figuresOf } from './figures.ts'

const patient = { timeout: 20_000 }
vi.setConfig({ testTimeout: 60_000 })

const at = (day: number) => new Date(testStart - days(10 - day)).toISOString()
const upload = (day: number, settings: string, deviceName = 'Pixel') => ({
  ...{ deviceName, savedTs: at(day), settings },
})

test('syncs are counted by app and action, and timed', async () => {
  const { hub } = await testHub()
  const key = await keyFor(hub, 'thunder')
  const sent = [upload(1, 'a'), upload(1, 'a'), upload(2, 'b'), upload(1, 'a'), upload(2, 'b')]
  for (const one of sent) expect((await post(hub, key, one)).status).toBe(200)
  expect((await post(hub, key, { settings: 1 })).status).toBe(400)
  const { value, headers } = await figuresOf(hub)
  const counted = ['created', 'none', 'incomingNewer', 'existingNewer'].map((action) => [
    value('sxncd_syncs_total', { app: 'thunder', action }),
    value('sxncd_sync_duration_seconds_count', { action }),
    value('sxncd_sync_duration_seconds_bucket', { action, le: '+Inf' }),
  ])
  expect(counted).toEqual([
    [1, 1, 1],
    [2, 2, 2],
    [1, 1, 1],
    [1, 1, 1],
  ])
  const took = value('sxncd_sync_duration_seconds_sum', { action: 'created' }) ?? 0
  expect(took).toBeGreaterThan(0)
  expect(took).toBeLessThan(10)
  expect(value('sxncd_refused_requests_total', { code: 'bad_request' })).toBe(1)
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
})

test('apps that do not come with the hub share one label, and no name of a person stands anywhere', async () => {
  const own = join(await temporaryFolder(), 'modules', 'secret-module')
  await mkdir(own, { recursive: true })
  const from = join(import.meta.dirname, '../../../app-modules/thunder')
  const module = (await import(join(from, 'manifest.json'), { with: { type: 'json' } })).default
  await writeFile(
    join(own, 'manifest.json'),
    JSON.stringify({
      ...module,
      type: 'secret-module',
      // A module whose export has the name of another's is refused.
      export: { ...module.export, fileName: 'secret.json', otherFileNames: [] },
    }),
  )
  for (const name of ['logo.svg', 'sample.json']) {
    await writeFile(
      join(own, name),
      await (await import('node:fs/promises')).readFile(join(from, name)),
    )
  }
  const { hub } = await testHub({ environment: { APP_MODULES_DIR: join(own, '..') } })
  const owner = await ownerBrowser(hub, 'Zebulon')
  const added = await owner.send('POST', '/api/v1/apps', { name: 'My Diary' })
  expect(added.status).toBe(200)
  const diary = [...hub.apps.all.values()].find(({ name }) => name === 'My Diary')?.type ?? ''
  for (const app of [diary, 'secret-module', 'obtainium']) {
    const key = await keyFor(hub, app, 'Quentin')
    expect((await post(hub, key, upload(1, 'SECRET', 'Walkman'))).status).toBe(200)
  }
  const all = await owner.send('POST', '/api/v1/keys', { app: '*', name: 'Laptop of Zebulon' })
  const headers = { host: 'localhost', authorization: `Bearer ${all.body.text}` }
  for (const path of [`/dav/${diary}/secret-file.txt`, '/dav/vimium/secret-file.txt']) {
    const put = await hub.app.inject({ method: 'PUT', url: path, headers, payload: 'x' })
    expect(put.statusCode).toBe(201)
  }
  const ownSlots = async () => (await figuresOf(hub)).value('sxncd_slots', { app: 'own' })
  await expect.poll(ownSlots, patient).toBe(2)
  const { value, text } = await figuresOf(hub)
  expect(value('sxncd_syncs_total', { app: 'own', action: 'created' })).toBe(2)
  expect(value('sxncd_syncs_total', { app: 'obtainium', action: 'created' })).toBe(1)
  expect(value('sxncd_file_changes_total', { app: 'own', action: 'stored' })).toBe(1)
  expect(value('sxncd_file_changes_total', { app: 'vimium', action: 'stored' })).toBe(1)
  expect(value('sxncd_webdav_duration_seconds_count', { method: 'PUT' })).toBe(2)
  expect(text).not.toMatch(/zebulon|quentin|walkman|diary|secret/i)
})

test('failed keys and sign-ins are counted', async () => {
  const { hub } = await testHub({ environment: { RATE_LIMIT: 'off' } })
  await ownerBrowser(hub, 'Ada')
  const key = await keyFor(hub)
  for (const wrong of ['nothing', `${key}x`]) await post(hub, wrong, upload(1, 'a'))
  await post(hub, undefined, upload(1, 'a'))
  const guess = { name: 'Ada', password: 'a wrong guess' }
  for (let time = 0; time < 3; time += 1)
    await browserOf(hub).send('POST', '/api/v1/session', guess)
  const { value } = await figuresOf(hub)
  expect(value('sxncd_failed_keys_total')).toBe(2)
  expect(value('sxncd_failed_sign_ins_total')).toBe(3)
  expect(value('sxncd_refused_requests_total', { code: 'key_missing' })).toBe(1)
})

test('what is stored is counted, and counted anew after a while', async () => {
  const { hub, clock } = await testHub()
  const [one, two] = [await keyFor(hub, 'thunder'), await keyFor(hub, 'vimium', 'Bo')]
  for (const day of [1, 2, 3]) await post(hub, one, upload(day, `${day}`))
  await post(hub, one, upload(3, '3', 'Laptop'))
  await post(hub, two, upload(1, 'x'))
  // Who puts a file is a device, too.
  const headers = { host: 'localhost', authorization: `Bearer ${two}` }
  for (const payload of ['x', 'y']) {
    await hub.app.inject({ method: 'PUT', url: '/dav/a.txt', headers, payload })
  }
  const counts = async () => {
    const { value } = await figuresOf(hub)
    return ['files', 'versions', 'devices', 'unreadable_slots', 'accounts', 'keys'].map((name) =>
      value(`sxncd_${name}`),
    )
  }
  const before = [1, 6, 4, 0, 2, 2]
  await expect.poll(counts, patient).toEqual(before)
  await post(hub, one, upload(4, '4'))
  expect(await counts()).toEqual(before)
  clock.now += minutes(15)
  await counts()
  await expect.poll(counts, patient).toEqual([1, 7, 4, 0, 2, 2])
  const { value } = await figuresOf(hub)
  expect(value('sxncd_slots', { app: 'thunder' })).toBe(1)
  expect(value('sxncd_slots', { app: 'vimium' })).toBe(1)
  expect(value('sxncd_data_bytes')).toBeGreaterThan(1_000)
  const [free = 0, size = 0] = [value('sxncd_disk_free_bytes'), value('sxncd_disk_size_bytes')]
  expect(free).toBeGreaterThan(0)
  expect(size).toBeGreaterThan(free)
})

test('the last backup is told by when it held all', async () => {
  const { hub, clock } = await testHub()
  const last = async () => (await figuresOf(hub)).value('sxncd_last_backup_timestamp_seconds')
  expect(await last()).toBeUndefined()
  await hub.backups.make()
  expect(await last()).toBe(testStart / 1_000)
  // Nothing has changed: the backup is as good as a new one.
  clock.now += hours(25)
  await hub.backups.look()
  expect(await last()).toBe((testStart + hours(25)) / 1_000)
  expect((await figuresOf(hub)).value('sxncd_last_backup_failed')).toBe(0)
})

test('the process, the hub and its connections are told of', async () => {
  const { hub } = await testHub()
  const url = await hub.listen()
  const key = await keyFor(hub)
  await (await fetch(`${url}/health`)).text()
  const stream = await fetch(`${url}/api/v1/sync/events`, { headers: { authorization: key } })
  const { value, text } = await figuresOf(hub)
  for (const name of [
    ...[
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
    ],
    ...['process_start_time_seconds', 'nodejs_eventloop_active_seconds_total'],
    ...['sxncd_received_bytes_total', 'sxncd_sent_bytes_total'],
  ]) {
    expect(value(name), name).toBeGreaterThan(0)
  }
  expect(text).toContain(`sxncd_build_info{version="${manifest.version}",node="`)
  expect(value('sxncd_event_streams', { to: 'device' })).toBe(1)
  expect(value('sxncd_event_streams', { to: 'window' })).toBe(0)
  expect(value('sxncd_connections')).toBeGreaterThan(0)
  const received = value('sxncd_received_bytes_total') ?? 0
  await stream.body?.cancel()
  await expect
    .poll(
      async () => (await figuresOf(hub)).value('sxncd_event_streams', { to: 'device' }),
      patient,
    )
    .toBe(0)
  // What a connection has carried is not forgotten when it ends.
  expect((await figuresOf(hub)).value('sxncd_received_bytes_total')).toBeGreaterThanOrEqual(
    received,
  )
  for (const quiet of ['large_bodies_waiting', 'large_bodies_bytes', 'paused', 'storage_failed']) {
    expect(value(`sxncd_${quiet}`), quiet).toBe(0)
  }
  expect(value('sxncd_set_aside_files')).toBe(0)
})

test('a hub that is paused, or whose disk failed, still gives its figures', async () => {
  let broken = false
  const fail = async () => {
    if (broken) throw Object.assign(new Error('EIO'), { code: 'EIO' })
  }
  const { hub } = await testHub({ overrides: { store: { syncs: { file: fail, folder: fail } } } })
  const key = await keyFor(hub)
  broken = true
  expect((await post(hub, key, upload(1, 'a'))).status).toBe(503)
  hub.setPaused(true)
  const { value } = await figuresOf(hub)
  expect([value('sxncd_storage_failed'), value('sxncd_paused')]).toEqual([1, 1])
})

const promtool = findProgram('promtool')

test.runIf(promtool)(
  `promtool finds nothing to mend${leftOut('promtool', 'prometheus')}`,
  async () => {
    const { hub } = await testHub()
    const key = await keyFor(hub)
    await post(hub, key, upload(1, 'a'))
    await hub.app.inject({
      method: 'PUT',
      url: '/dav/a',
      headers: { authorization: `Bearer ${key}` },
    })
    const { text } = await figuresOf(hub)
    expect(await runProgram(promtool ?? '', ['check', 'metrics'], { input: text })).toEqual({
      ...{ code: 0, output: '' },
    })
  },
)
