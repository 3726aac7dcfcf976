import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect, test } from 'vitest'
import { BadBackupError, filesToRestore, openBackup } from '../../server/backup/read-backup.ts'
import { readConfig } from '../../server/config/config.ts'
import { createHub, type Hub } from '../../server/hub.ts'
import { recommendedCost } from '../../server/sign-in/passwords.ts'
import { DataFolderError } from '../../server/storage/lowdb/data-folder-error.ts'
import { openStore } from '../../server/storage/lowdb/open.ts'
import { restoreFolder } from '../../server/storage/lowdb/restore.ts'
import { browserOf, goodPassword, memberBrowser, ownerBrowser } from '../helpers/browser.ts'
import { checkAnswers } from '../helpers/declared-answers.ts'
import { figure } from '../helpers/figures.ts'
import { temporaryFolder } from '../helpers/folder.ts'
import { keyFor, post, testHub, testStart } from '../helpers/hub.ts'
import { noSyncs } from '../helpers/no-syncs.ts'
import { backupOf, backupWith, filesIn, fileWith } from '../server/backup/support.ts'
import { fieldsOf, hostileValues, read, type Spot, withChange } from './backup-fields.ts'

const isFull = process.env.SECURITY === 'full'

/** A hub with something of everything, its backup, and what its owner and a device hold. */
async function trueBackup() {
  const { hub } = await testHub({
    environment: { RATE_LIMIT: 'off' },
    overrides: { store: { syncs: noSyncs } },
  })
  const owner = await ownerBrowser(hub, 'Olga')
  await memberBrowser(hub, owner, 'Mia')
  await owner.send('POST', '/api/v1/invites', { note: 'for Bo' })
  await owner.send('POST', '/api/v1/apps', { name: 'Own' })
  const retention = { allHours: 24, hourlyDays: 7, dailyDays: 90, versions: 10, sizeMiB: 100 }
  await owner.send('PATCH', '/api/v1/settings', {
    hubName: 'Attic',
    appsOff: ['vimium'],
    retention,
  })
  await owner.send('PUT', '/api/v1/backups/schedule', { everyHours: 0, keep: 3 })
  const account = (await hub.store.accounts.list()).find(({ name }) => name === 'Olga')
  if (!account) throw new Error('Olga is not there')
  const signIn = await hub.store.signIns.get(account.id)
  const identity = {
    id: 'i',
    way: 'oidc' as const,
    issuer: 'https://id',
    subject: 's',
    label: 'Olga',
  }
  await hub.store.signIns.put(account.id, {
    ...signIn,
    identities: [{ ...identity, addedAt: testStart }],
  })
  const key = await keyFor(hub, 'thunder', 'Olga')
  const ownKey = await keyFor(hub, 'own', 'Olga')
  const upload = (settings: unknown, minute = 0) => ({
    deviceName: `Phone ${minute % 2}`,
    savedTs: new Date(testStart - 1e7 + minute * 60_000).toISOString(),
    settings,
  })
  await post(hub, key, upload('one', 1))
  await post(hub, key, upload({ two: 2 }, 2))
  await post(hub, key, upload('one', 3))
  await post(hub, ownKey, upload('three'))
  await owner.send('POST', '/api/v1/slots/thunder/history/1/restore')
  await hub.store.flush()
  const file = await fileWith(await backupOf(hub))
  return { files: await filesIn(file), owner, keys: [key, ownKey], upload }
}

type True = Awaited<ReturnType<typeof trueBackup>>

/** Restores a backup into a new folder. @returns the folder, or the sentence that refuses it */
async function restored(file: string, parent: string): Promise<string | { refused: string }> {
  const folder = join(parent, 'data')
  try {
    const backup = await openBackup(file)
    try {
      const files = filesToRestore(backup)
      await restoreFolder({ folder, files, now: () => testStart, syncs: noSyncs })
    } finally {
      backup.close()
    }
    return folder
  } catch (error) {
    const isSentence = error instanceof DataFolderError || error instanceof BadBackupError
    if (isSentence) return { refused: error.message }
    throw error
  }
}

/** Calls every route that reads, and some that write, in every role. @returns answers of 5xx */
async function visitAll(hub: Hub, { owner, keys, upload }: True): Promise<string[]> {
  const bad: string[] = []
  const note = (what: string, status: number, text: string) => {
    if (status >= 500) bad.push(`${what}: ${status} ${text.slice(0, 200)}`)
  }
  const browser = browserOf(hub)
  for (const [name, value] of owner.cookies) browser.cookies.set(name, value)
  const control = { authorization: `Bearer ${hub.controlToken}` }
  const named: Record<string, string> = { app: 'thunder', version: '1', device: 'Phone%201' }
  const visit = async (method: string, path: string, body?: object, more?: object) => {
    const { status, text } = await browser.send(method, path, body, { ...more })
    note(`${method} ${path}`, status, text)
  }
  for (const { method, url, access } of hub.app.routeTable) {
    if (method !== 'GET' || url.endsWith('/events')) continue
    const path = url.replaceAll(/:(\w+)/g, (_, name) => named[name] ?? 'x')
    for (const own of path.includes('thunder') ? [path, path.replace('thunder', 'own')] : [path]) {
      await visit(method, own)
      if (access === 'key')
        for (const key of keys) await visit(method, own, undefined, { authorization: key })
      else await visit(method, own, undefined, control)
    }
  }
  for (const key of keys) {
    const { status, text } = await post(hub, key, upload(`next ${key}`, 500))
    note('sync', status, text)
  }
  await visit('POST', '/api/v1/slots/thunder/history/1/restore')
  await visit('PATCH', '/api/v1/settings', { hubName: 'New' }, control)
  await visit('POST', '/api/v1/accounts', { name: 'Zoe' }, control)
  for (const name of ['Olga', 'Mia']) {
    await visit('POST', '/api/v1/session', { name, password: goodPassword })
    await visit('POST', '/api/v1/session', { name, password: 'a wrong one, surely' })
  }
  await hub.store.flush()
  return bad
}

/** There are hundreds of them, so none is kept until the test ends. */
async function hubOn(folder: string): Promise<Hub> {
  const config = readConfig({ DATA_DIR: folder, PORT: '0', TIME_ZONE: 'UTC', RATE_LIMIT: 'off' })
  const now = () => testStart
  const overrides = { now, elapsed: now, log: pino({ level: 'silent' }), scryptCost }
  const hub = await createHub(config, { ...overrides, store: { syncs: noSyncs } })
  checkAnswers(hub.app)
  return hub
}

const scryptCost = { N: 2, r: 8, p: 1 }

/** What came of one change: nothing, or why it must not be so. */
async function outcomeOf(spot: Spot, value: unknown, made: True): Promise<string | undefined> {
  const what = `${spot.file} ${spot.pointer.join('/')} = ${String(JSON.stringify(value)).slice(0, 80)}`
  const file = await backupWith(withChange(made.files, spot, value))
  const parent = await temporaryFolder()
  const began = performance.now()
  const found = await restored(file, parent)
  if (typeof found !== 'string') {
    const field = spot.pointer.find((name) => found.refused.includes(name))
    return field || found.refused.includes(spot.file) ? undefined : `${what}: ${found.refused}`
  }
  // What was restored must start: whatever would keep it from it has to be refused before.
  const hub = await hubOn(found)
  const bad = await visitAll(hub, made)
  await hub.close()
  const again = await openStore({ folder: found, now: () => testStart, syncs: noSyncs })
  await again.close()
  const outside = (await readdir(parent)).filter((name) => name !== 'data')
  const took = performance.now() - began
  if (bad.length > 0) return `${what}: ${bad[0]}`
  if (outside.length > 0) return `${what}: wrote ${outside} outside of the data folder`
  return took > 20_000 ? `${what}: took ${took} ms` : undefined
}

test(
  'any field of a backup, set to anything: refused with the field, or a hub that serves',
  async () => {
    const made = await trueBackup()
    const tries = [...made.files.keys()]
      .filter((path) => !path.endsWith('.pem'))
      .flatMap((path) => fieldsOf(path, read(path, made.files)))
      .flatMap((spot) => hostileValues.map((value) => ({ spot, value })))
    // In the short form each field gets one of the values, and the next field the next one.
    const step = Number(process.env.FUZZ_STEP ?? (isFull ? 7 : 83))
    const chosen = tries.filter((_, at) => at % step === 0)
    let most = 0
    const bad: string[] = []
    for (const { spot, value } of chosen) {
      const before = process.memoryUsage().rss
      const problem = await outcomeOf(spot, value, made).catch(
        (error) => `${spot.file} ${spot.pointer.join('/')}: ${error.message}`,
      )
      if (problem) bad.push(problem)
      most = Math.max(most, process.memoryUsage().rss - before)
    }
    const note = `at most ${(most / 1e6).toFixed(0)} MB more memory for one`
    figure('restore: fields of a backup set to hostile values', chosen.length, bad.length, note)
    process.stdout.write(`${chosen.length} of ${tries.length} tried, ${note}\n`)
    expect(bad).toEqual([])
    expect(chosen.length).toBeGreaterThan(90)
    expect(most).toBeLessThan(400e6)
  },
  isFull ? 1_800_000 : 120_000,
)

test('what was found in the field is refused, and says by which field', async () => {
  const made = await trueBackup()
  const account = Object.keys(read('db/accounts.json', made.files) as object)[0] ?? ''
  const cases: readonly (readonly [string, readonly string[], unknown])[] = [
    ['db/settings.json', ['ownApps', '0', 'type'], '../../../x'],
    ['db/sign-ins.json', [account, 'password', 'N'], 2 ** 24],
    ['db/sign-ins.json', [account, 'password', 'r'], 1e9],
    ['db/hub.json', ['id'], 5],
    ['db/hub.json', ['schema'], 'two'],
    ['db/accounts.json', [account], null],
    ['db/keys.json', ['k'], null],
    ['db/sessions.json', ['s'], null],
  ]
  for (const [file, pointer, value] of cases) {
    const backup = await backupWith(withChange(made.files, { file, pointer }, value))
    const found = await restored(backup, await temporaryFolder())
    expect(found, file).toEqual({ refused: expect.stringContaining(pointer.at(-1) ?? '') })
  }
  for (const key of ['a key', await foreignKey()]) {
    const files = new Map([...made.files, ['tls/key.pem', Buffer.from(key)]] as const)
    const found = await restored(await backupWith(files), await temporaryFolder())
    expect(found).toEqual({ refused: expect.stringContaining('tls/key.pem is') })
  }
  // What the hub itself writes is always within these bounds.
  expect(128 * recommendedCost.N * recommendedCost.r).toBeLessThanOrEqual(128 * 1024 ** 2)
})

async function foreignKey(): Promise<string> {
  const { generateKeyPairSync } = await import('node:crypto')
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
}
