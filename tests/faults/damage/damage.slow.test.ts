import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { DataFolderError } from '../../../server/storage/lowdb/data-folder-error.ts'
import { decodeDocument } from '../../../server/storage/lowdb/document-file.ts'
import { ownIdentity } from '../../../server/tls/identity.ts'
import { figure } from '../../helpers/figures.ts'
import { post, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { memoryFolder } from '../memory-folder.ts'
import { damagesOf } from './damages.ts'
import { makeTemplate, type Template } from './template.ts'

/*
 * Every kind of file of a data folder, damaged in every way. The hub starts, sets the file aside
 * and serves all that is sound; or it says which document keeps it from starting. It never takes a
 * damaged file for an empty one.
 */

const newest = 'of 11 h'
const before = 'of 10 h'

const open = (folder: string) =>
  testHub({
    folder,
    environment: { LOG_LEVEL: 'fatal' },
    overrides: { store: { syncs: noSyncs } },
  })

/** A copy of the template, damaged in one way. */
interface Case extends Template {
  readonly how: string
  /** Puts the sound files back. */
  mend(): Promise<void>
}

/** Tries each kind of damage to some files, which hold the same. @returns how many there were */
async function tryAll(
  template: Template,
  files: readonly string[],
  check: (damaged: Case) => Promise<void>,
): Promise<number> {
  const base = await memoryFolder()
  const folder = join(base, 'data')
  const [first = ''] = files
  const sound = await readFile(join(template.folder, first))
  const foreign = first.startsWith('db/keys') ? 'db/accounts.json' : 'db/keys.json'
  const all = damagesOf(sound, await readFile(join(template.folder, foreign)))
  const write = async (bytes: Buffer) => {
    for (const file of files) await writeFile(join(folder, file), bytes)
  }
  for (const { how, bytes } of all) {
    await cp(template.folder, folder, { recursive: true })
    await write(bytes)
    await check({ ...template, folder, how, mend: () => write(sound) })
    await rm(folder, { recursive: true })
  }
  return all.length
}

/** The same where the hub starts on what is damaged. */
async function startAll(
  template: Template,
  file: string,
  check: (hub: Hub, damaged: Case) => Promise<void>,
): Promise<void> {
  const count = await tryAll(template, [file], async (damaged) => {
    const { hub } = await open(damaged.folder)
    await check(hub, damaged)
    await hub.close()
  })
  figure('damage: files cut, emptied, zeroed, foreign or with a bit turned', count)
}

/** What a new device gets that has nothing of its own. */
async function newestOf(hub: Hub, key: string): Promise<unknown> {
  const savedTs = '1900-01-01T00:00:00.000Z'
  const { body } = await post(hub, key, { deviceName: 'Tablet', savedTs, settings: 'nothing' })
  return body.data
}

interface Told {
  readonly problems: number
  readonly checks: readonly { code: string; level: string; detail: string }[]
}

/**
 * The doctor, who reads everything, and the window name the file, the health counts the damage, and
 * it is set aside.
 */
async function expectTold(hub: Hub, { folder, how }: Case, file: string): Promise<void> {
  const headers = { authorization: hub.controlToken }
  const ask = async (url: string): Promise<Told> => (await hub.app.inject({ url, headers })).json()
  for (const [url, code] of [
    ['/api/v1/doctor', 'files_damaged'],
    ['/api/v1/status', 'files_damaged'],
  ] as const) {
    const { checks } = await ask(url)
    const told = checks.find((check) => check.code === code)
    expect(told, `${url}: ${how}`).toMatchObject({ level: 'warning' })
    expect(told?.detail, how).toContain(basename(file))
  }
  expect((await ask('/health')).problems, how).toBeGreaterThan(0)
  const aside = await readdir(join(folder, 'quarantine'))
  expect(
    aside.some((name) => name.endsWith(basename(file))),
    how,
  ).toBe(true)
}

const documents = ['accounts', 'keys', 'sign-ins', 'sessions', 'invites', 'settings', 'hub']

test.each(documents.flatMap((name) => [`${name}.json`, `${name}.json.copy`]))(
  'one copy of a document, %s: all is served, and it is mended',
  async (name) => {
    const file = `db/${name}`
    await startAll(await makeTemplate(), file, async (hub, damaged) => {
      expect(await newestOf(hub, damaged.keys.ada), damaged.how).toBe(newest)
      expect(await newestOf(hub, damaged.keys.grace), damaged.how).toBe(newest)
      await expectTold(hub, damaged, file)
      decodeDocument(await readFile(join(damaged.folder, file)), name.replace(/\.json.*/, ''))
    })
  },
  120_000,
)

test.each(documents)(
  'both copies of %s: the hub does not start, says why, and starts once they are put back',
  async (name) => {
    const files = [`db/${name}.json`, `db/${name}.json.copy`]
    const template = await makeTemplate()
    const count = await tryAll(template, files, async ({ folder, how, keys, mend }) => {
      const error = await open(folder).then(
        () => 'it started',
        (thrown) => thrown,
      )
      expect(error, how).toBeInstanceOf(DataFolderError)
      expect(error.message, how).toContain(name)
      expect(error.message, how).toContain(`Put back ${name}.json from a backup`)
      await mend()
      const { hub } = await open(folder)
      expect(await newestOf(hub, keys.ada), how).toBe(newest)
      await hub.close()
    })
    figure('damage: both copies of a document, which keeps the hub from starting', count)
  },
  120_000,
)

test.each([
  ['the current version', 2, before],
  ['an older version', 1, newest],
] as const)(
  '%s: the last good one is served, to others too, and it is set aside',
  async (_, index, expected) => {
    const template = await makeTemplate()
    const file = template.versions[index] ?? ''
    await startAll(template, file, async (hub, damaged) => {
      expect(await newestOf(hub, damaged.keys.ada), damaged.how).toBe(expected)
      expect(await newestOf(hub, damaged.keys.grace), damaged.how).toBe(newest)
      await expectTold(hub, damaged, file)
    })
  },
  120_000,
)

test('what a slot knows of its devices: the settings are served', async () => {
  const template = await makeTemplate()
  const file = join(template.slot, 'devices.json')
  await startAll(template, file, async (hub, damaged) => {
    expect(await newestOf(hub, damaged.keys.ada), damaged.how).toBe(newest)
    await expectTold(hub, damaged, file)
  })
}, 120_000)

test.each(['head.json', 'db/seen.json'])(
  'what can be worked out again, %s: nothing is lost',
  async (name) => {
    const template = await makeTemplate()
    const file = name === 'head.json' ? join(template.slot, name) : name
    await startAll(template, file, async (hub, { keys, how }) => {
      expect(await newestOf(hub, keys.ada), how).toBe(newest)
      expect(await newestOf(hub, keys.grace), how).toBe(newest)
    })
  },
  120_000,
)

test('the certificate is made anew; without its key the hub says what to do', async () => {
  const template = await makeTemplate()
  const identityOf = (hub: Hub) =>
    ownIdentity({ files: hub.store.tls, label: 'hub', now: () => Date.now() }).credentials([])
  await startAll(template, 'tls/cert.pem', async (hub, { keys, how }) => {
    expect((await identityOf(hub)).cert, how).toContain('BEGIN CERTIFICATE')
    expect(await newestOf(hub, keys.ada), how).toBe(newest)
  })
  await startAll(template, 'tls/key.pem', async (hub, { keys, how }) => {
    const { key } = await identityOf(hub).catch((error: Error) => ({ key: error.message }))
    // What still reads as a key is one: PEM passes over what stands around it.
    expect(key, how).toMatch(/BEGIN PRIVATE KEY|key\.pem .* is damaged. Put it back from a backup/)
    expect(await newestOf(hub, keys.ada), how).toBe(newest)
  })
}, 120_000)
