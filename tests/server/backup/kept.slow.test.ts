import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { verifyBackup } from '../../../server/backup/save-backup.ts'
import { hours } from '../../../server/lib/clock.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, type TestHub, testHub, testStart } from '../../helpers/hub.ts'

let stamp = testStart - 1e9
const sync = async (hub: TestHub['hub'], key: string) => {
  stamp += 1_000
  const savedTs = new Date(stamp).toISOString()
  await post(hub, key, { deviceName: 'a', savedTs, settings: `at ${stamp}` })
}

const ask = async (
  { hub }: TestHub,
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
) => {
  const reply = await hub.app.inject({
    method,
    url: `/api/v1/backups${path}`,
    headers: { authorization: hub.controlToken },
    ...(body && { payload: body }),
  })
  return { status: reply.statusCode, body: reply.json() }
}

const names = async (folder: string) =>
  (await readdir(join(folder, 'backups')).catch(() => [])).sort()

async function hubWithKey(environment: Record<string, string> = {}) {
  const made = await testHub({ environment })
  return { ...made, key: await keyFor(made.hub) }
}

test('a hub makes none at its start, then one when it is time, and keeps so many', async () => {
  const made = await hubWithKey({ BACKUP_EVERY: '6', BACKUP_KEEP: '3' })
  const { hub, folder, clock, key } = made
  expect(await names(folder)).toEqual([])
  for (let round = 0; round < 5; round += 1) {
    await sync(hub, key)
    await hub.backups.look()
    // A second look in the same hours finds that it is not time yet.
    await sync(hub, key)
    await hub.backups.look()
    clock.now += hours(6)
  }
  const kept = await names(folder)
  expect(kept).toHaveLength(3)
  expect(kept.map((name) => name.slice(15, 30))).toEqual([
    '20250302-000000',
    '20250302-060000',
    '20250302-120000',
  ])
  for (const name of kept) await verifyBackup(join(folder, 'backups', name))
  const { body } = await ask(made, 'GET', '')
  expect(body).toMatchObject({
    schedule: { everyHours: 6, keep: 3 },
    last: { at: '2025-03-02T12:00:00.000Z' },
  })
  expect(body.backups.map((one: { verified: boolean }) => one.verified)).toEqual([true, true, true])
  expect(body.backups[0].createdAt).toBe('2025-03-02T12:00:00.000Z')
})

test('nothing new, no backup; the list says so', async () => {
  const made = await hubWithKey()
  const { hub, folder, clock, key } = made
  await hub.backups.look()
  clock.now += hours(24)
  await hub.backups.look()
  expect(await names(folder)).toHaveLength(1)
  expect((await ask(made, 'GET', '')).body.last).toEqual({
    at: '2025-03-02T12:00:00.000Z',
    unchanged: true,
  })
  // A sync that stores nothing is nothing new; what a person changes is.
  clock.now += hours(24)
  await post(hub, key, { deviceName: 'a', savedTs: '2025-01-01T00:00:00Z', settings: 'x' })
  await hub.backups.look()
  expect(await names(folder)).toHaveLength(2)
  clock.now += hours(24)
  await post(hub, key, { deviceName: 'b', savedTs: '2025-01-01T00:00:00Z', settings: 'x' })
  await hub.backups.look()
  expect(await names(folder)).toHaveLength(2)
  const headers = { authorization: hub.controlToken }
  const payload = { name: 'Cy' }
  await hub.app.inject({ method: 'POST', url: '/api/v1/accounts', headers, payload })
  clock.now += hours(24)
  await hub.backups.look()
  expect(await names(folder)).toHaveLength(3)
})

test('after a restart the age of the newest one counts', async () => {
  const first = await hubWithKey()
  await ask(first, 'POST', '')
  await first.hub.close()
  const next = await testHub({ folder: first.folder, now: first.clock.now + hours(23) })
  await next.hub.backups.look()
  expect(await names(first.folder)).toHaveLength(1)
  next.clock.now += hours(1)
  await next.hub.backups.look()
  expect(await names(first.folder)).toHaveLength(2)
})

test('a clock that jumps back or far ahead costs no backup', async () => {
  const made = await hubWithKey({ BACKUP_KEEP: '2' })
  const { hub, folder, clock, key } = made
  const elapse = async (by: number) => {
    clock.now += by
    await sync(hub, key)
    await hub.backups.look()
  }
  await elapse(0)
  await elapse(hours(24 * 3_650))
  await elapse(hours(-24 * 3_650))
  // The one that was made last stays, although others seem newer.
  const { body } = await ask(made, 'POST', '')
  const kept = await names(folder)
  expect(kept).toHaveLength(2)
  expect(kept).toContain(body.backup.name)
})

test('the owner chooses when, and how many; off is off', async () => {
  const made = await hubWithKey()
  const { hub, folder, clock, key } = made
  expect((await ask(made, 'PUT', '/schedule', { everyHours: 0, keep: 1 })).status).toBe(200)
  clock.now += hours(1_000)
  await sync(hub, key)
  await hub.backups.look()
  expect(await names(folder)).toEqual([])
  await ask(made, 'PUT', '/schedule', { everyHours: 2, keep: 2 })
  await hub.backups.look()
  expect(await names(folder)).toHaveLength(1)
  for (const wrong of [{ everyHours: -1, keep: 1 }, { everyHours: 1, keep: 0 }, { keep: 1 }]) {
    expect((await ask(made, 'PUT', '/schedule', wrong)).status).toBe(400)
  }
  await hub.close()
  const again = await testHub({ folder })
  expect(again.hub.backups.schedule()).toEqual({ everyHours: 2, keep: 2 })
})

test('only good ones of this hub count and go; others are listed and stay', async () => {
  const made = await hubWithKey({ BACKUP_KEEP: '1' })
  const { hub, folder, clock, key } = made
  const { body } = await ask(made, 'POST', '')
  const place = join(folder, 'backups')
  const damaged = 'sxncd-00000000-20240101-000000-000.zip'
  const own = body.backup.name.replace(/-2025.+/, '-20240202-000000-000.zip')
  await writeFile(join(place, damaged), 'damaged')
  await writeFile(
    join(place, own),
    (await readFile(join(place, body.backup.name))).subarray(0, 999),
  )
  await writeFile(join(place, 'mine.zip'), await readFile(join(place, body.backup.name)))
  await writeFile(join(place, 'notes.txt'), '')
  await mkdir(join(place, 'before-restore-1'))
  clock.now += 1_000
  await sync(hub, key)
  const next = (await ask(made, 'POST', '')).body.backup.name
  expect(await names(folder)).toEqual(
    [damaged, own, 'before-restore-1', 'mine.zip', 'notes.txt', next].sort(),
  )
  const { backups } = (await ask(made, 'GET', '')).body
  const told = Object.fromEntries(
    backups.map(({ name, verified, problem }: Record<string, string>) => [
      name,
      { verified, problem },
    ]),
  )
  expect(told).toEqual({
    [next]: { verified: true },
    'mine.zip': { verified: false },
    [damaged]: { verified: false, problem: expect.stringContaining('zip') },
    [own]: { verified: false, problem: expect.any(String) },
  })
})

test('one that fails is told of, costs none of the others, and is tried again within the hour', async () => {
  const place = await temporaryFolder()
  const dir = join(place, 'disk', 'backups')
  await mkdir(join(place, 'disk'))
  const made = await hubWithKey({ BACKUP_DIR: dir, BACKUP_KEEP: '1' })
  const { hub, clock, key, logged } = made
  expect((await ask(made, 'POST', '')).status).toBe(200)
  const before = await readdir(dir)
  // The disk is gone; it is not made up.
  await rename(join(place, 'disk'), join(place, 'away'))
  clock.now += hours(24)
  await sync(hub, key)
  await hub.backups.look()
  expect(await readdir(place)).toEqual(['away'])
  const headers = { authorization: hub.controlToken }
  for (const url of ['/api/v1/status', '/api/v1/doctor']) {
    const { checks } = (await hub.app.inject({ url, headers })).json()
    expect(checks).toContainEqual(
      expect.objectContaining({
        code: 'backup_gone',
        detail: '2025-03-02 12:00 UTC: the folder for backups is not there.',
      }),
    )
  }
  expect(logged.join('')).toContain('a backup failed')
  const refused = await ask(made, 'POST', '')
  expect(refused.body.error).toBe('No backup was made: the folder for backups is not there.')
  expect((await ask(made, 'GET', '')).body.backups).toEqual([])

  await rename(join(place, 'away'), join(place, 'disk'))
  expect(await readdir(dir)).toEqual(before)
  clock.now += hours(1)
  await hub.backups.look()
  expect(await readdir(dir)).toHaveLength(1)
  expect(await readdir(dir)).not.toEqual(before)
  expect((await ask(made, 'GET', '')).body.last).toEqual({ at: '2025-03-02T13:00:00.000Z' })
})

test('a folder that is none is named', async () => {
  const dir = join(await temporaryFolder(), 'file')
  await writeFile(dir, '')
  const made = await hubWithKey({ BACKUP_DIR: dir })
  await made.hub.backups.look()
  expect(made.hub.backups.last()?.problem).toContain('cannot be written (ENOTDIR)')
  expect((await ask(made, 'POST', '')).body.error).toContain('cannot be written (ENOTDIR)')
  expect(await ask(made, 'GET', '')).toMatchObject({
    status: 503,
    body: { error: expect.stringContaining('cannot be read (ENOTDIR). Look at BACKUP_DIR') },
  })
})

test('backups as people and systems name their copies are listed, downloaded and removed', async () => {
  const made = await hubWithKey()
  const { name } = (await ask(made, 'POST', '')).body.backup
  const place = join(made.folder, 'backups')
  const bytes = await readFile(join(place, name))
  const copies = [
    name.replace('.zip', ' (1).zip'),
    name.replace('.zip', ' – Kopie.zip'),
    'Büro, vor dem Umzug.zip',
    'OLD.ZIP',
    "it's 100% #1 & more?.zip".replace('?', process.platform === 'win32' ? '' : '?'),
    `${'ü'.repeat(120)}.zip`,
  ]
  for (const copy of copies) await writeFile(join(place, copy), bytes)
  for (const foreign of ['._x.zip', '.hidden.zip', 'x.zip.part', 'x\n.zip']) {
    await writeFile(join(place, foreign), bytes)
  }
  const { backups } = (await ask(made, 'GET', '')).body
  const listed = backups.map((one: { name: string }) => one.name)
  expect(listed.sort()).toEqual([name, ...copies].sort())
  // None of them is one that this hub made, so none is counted or thinned out.
  const verified = backups.filter((one: { verified: boolean }) => one.verified)
  expect(verified.map((one: { name: string }) => one.name)).toEqual([name])
  const headers = { authorization: made.hub.controlToken }
  for (const copy of copies) {
    const path = `/${encodeURIComponent(copy)}`
    const file = await made.hub.app.inject({ url: `/api/v1/backups${path}/file`, headers })
    expect(file.rawPayload).toEqual(bytes)
    expect((await ask(made, 'DELETE', path)).status).toBe(200)
  }
  expect((await names(made.folder)).includes(copies[0] ?? '')).toBe(false)
})

test('a backup is restored by whatever name a person gave it', async () => {
  const made = await hubWithKey()
  const { name } = (await ask(made, 'POST', '')).body.backup
  const copy = 'Sicherung für Zoë (1).ZIP'
  await rename(join(made.folder, 'backups', name), join(made.folder, 'backups', copy))
  made.hub.onRestart(() => {})
  const reply = await ask(made, 'POST', `/${encodeURIComponent(copy)}/restore`)
  expect(reply).toMatchObject({ status: 200, body: { restarting: true } })
})

test('a backup is downloaded and removed by its name, and by no other', async () => {
  const made = await hubWithKey()
  const { name, size } = (await ask(made, 'POST', '')).body.backup
  const headers = { authorization: made.hub.controlToken }
  const file = await made.hub.app.inject({ url: `/api/v1/backups/${name}/file`, headers })
  expect(file.rawPayload).toEqual(await readFile(join(made.folder, 'backups', name)))
  expect(file.rawPayload).toHaveLength(size)
  expect(file.headers['content-disposition']).toContain(`filename="${name}"`)
  await writeFile(join(made.folder, 'secret.zip'), 'x')
  for (const wrong of ['..%2fsecret.zip', '..%2f..%2fsecret.zip', 'LOCK', 'none.zip', '.zip']) {
    for (const [method, path] of [
      ['DELETE', ''],
      ['GET', '/file'],
      ['POST', '/restore'],
    ] as const) {
      made.hub.onRestart(() => {})
      expect((await ask(made, method, `/${wrong}${path}`)).status, wrong).toBe(404)
    }
  }
  expect((await ask(made, 'DELETE', `/${name}`)).status).toBe(200)
  expect((await ask(made, 'GET', '')).body.backups).toEqual([])
  await rm(join(made.folder, 'backups'), { recursive: true })
  expect((await ask(made, 'GET', '')).body.backups).toEqual([])
})

test('a hub that stops does not wait for the end of a backup', async () => {
  const made = await hubWithKey()
  for (let n = 0; n < 3; n += 1) await sync(made.hub, made.key)
  const making = made.hub.backups.make()
  const result = making.then(
    () => 'made',
    (error) => error.code,
  )
  await made.hub.close()
  expect(['made', 'backup_failed']).toContain(await result)
  expect((await names(made.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('backups that a wrong clock has dated ahead are the first to go', async () => {
  const elapsed = { now: 0 }
  const { hub, folder, clock } = await testHub({
    environment: { BACKUP_KEEP: '3' },
    overrides: { elapsed: () => elapsed.now },
  })
  const make = async (count: number) => {
    for (let made = 0; made < count; made += 1) {
      await hub.backups.make()
      clock.now += hours(24)
      elapsed.now += hours(24)
    }
  }
  await make(3)
  const right = clock.now
  clock.now += 15 * 365 * hours(24)
  // Just after the clock was set, ages remove nothing; there is room for twice as many.
  await make(1)
  expect(await names(folder)).toHaveLength(4)
  await make(2)
  clock.now = right + hours(72)
  await make(1)
  const years = async () => (await names(folder)).map((name) => name.slice(15, 19))
  expect((await years()).filter((year) => year !== '2025')).not.toEqual([])
  await make(3)
  expect(await years()).toEqual(['2025', '2025', '2025'])
})

test('a hub that is never on for long makes one all the same', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const { hub, folder } = await hubWithKey()
  await vi.advanceTimersByTimeAsync(60_000)
  vi.useRealTimers()
  await vi.waitFor(async () => expect(await names(folder)).toHaveLength(1))
  expect(hub.backups.last()?.problem).toBeUndefined()
})

/** Writes over the settings of the first version: its checksum no longer fits. */
async function damageOne(folder: string) {
  const slots = join(folder, 'slots')
  const files = (await readdir(slots, { recursive: true })).sort()
  const path = join(slots, files.find((name) => name.endsWith('.version')) ?? '')
  const sound = await readFile(path)
  await writeFile(path, Buffer.concat([sound.subarray(0, -1), Buffer.from('?')]))
  return { path, mend: () => writeFile(path, sound) }
}

test('one that left something out is called incomplete, and is tried again within the hour', async () => {
  const made = await hubWithKey()
  const { hub, folder, clock, key } = made
  await sync(hub, key)
  await sync(hub, key)
  const { path, mend } = await damageOne(folder)
  await hub.backups.look()
  const [incomplete = ''] = await names(folder)
  const told = (await ask(made, 'GET', '')).body
  expect(told.backups).toMatchObject([{ name: incomplete, verified: false, leftOut: 1 }])
  expect(told.backups[0].problem).toBeUndefined()
  expect(told.last).toEqual({ at: expect.any(String), leftOut: 1 })
  const headers = { authorization: hub.controlToken }
  for (const url of ['/api/v1/status', '/api/v1/doctor']) {
    const { checks } = (await hub.app.inject({ url, headers })).json()
    const file = path.split('/').at(-1)
    const detail = expect.stringContaining(`${file}: the settings do not match`)
    expect(checks).toContainEqual(expect.objectContaining({ code: 'backup_incomplete', detail }))
  }
  await mend()
  clock.now += hours(1)
  await hub.backups.look()
  expect((await ask(made, 'GET', '')).body).toMatchObject({
    last: { at: expect.any(String) },
    backups: [{ verified: true }, { name: incomplete, verified: false, leftOut: 1 }],
  })
  expect(hub.backups.last()).toEqual({ at: clock.now })
})

test('after a restart an incomplete one does not count as the last', async () => {
  const first = await hubWithKey()
  await sync(first.hub, first.key)
  await damageOne(first.folder)
  expect((await ask(first, 'POST', '')).body.backup).toMatchObject({ verified: false, leftOut: 1 })
  await first.hub.close()
  const next = await testHub({ folder: first.folder, now: first.clock.now + hours(1) })
  await next.hub.backups.look()
  expect(await names(first.folder)).toHaveLength(2)
})

test('an incomplete one takes the place of no complete one', async () => {
  const made = await hubWithKey({ BACKUP_KEEP: '2' })
  const { hub, folder, clock, key } = made
  const make = async () => {
    clock.now += hours(1)
    return (await ask(made, 'POST', '')).body.backup.name as string
  }
  await sync(hub, key)
  const complete = [await make(), await make()]
  const { mend } = await damageOne(folder)
  // However many there are, the newest of them stays, beside all that are complete.
  await make()
  const newest = await make()
  expect(await names(folder)).toEqual([...complete, newest])
  await mend()
  const next = await make()
  expect(await names(folder)).toEqual([complete[1], next])
})
