import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { DataFolderError } from '../../../server/storage/lowdb/data-folder-error.ts'
import { decodeDocument } from '../../../server/storage/lowdb/document-file.ts'
import { ownIdentity } from '../../../server/tls/identity.ts'
import { figure } from '../../helpers/figures.ts'
import { makeTemplate } from './template.ts'
import { before, expectTold, newest, newestOf, open, startAll, tryAll } from './try-all.ts'

/*
 * Every kind of file of a data folder, damaged in every way. The hub starts, sets the file aside
 * and serves all that is sound; or it says which document keeps it from starting. It never takes a
 * damaged file for an empty one.
 */

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
