import { hash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBackup } from '../../../server/backup/read-backup.ts'
import { verifyBackup } from '../../../server/backup/save-backup.ts'
import { encodeDocument } from '../../../server/storage/lowdb/document-file.ts'
import { schemaVersion } from '../../../server/storage/lowdb/layout.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { backupOf, backupWith, contentsIn, filesIn, fileWith, zipOf } from './support.ts'

/** A small hub's backup. */
async function smallBackup(): Promise<Buffer> {
  const { hub } = await testHub()
  const key = await keyFor(hub)
  await post(hub, key, { deviceName: 'a', savedTs: '2025-02-26T09:15:30Z', settings: 'b' })
  return backupOf(hub)
}

/** A stopped hub, and a command that must leave it as it is. */
async function stoppedHub() {
  const { hub, folder } = await testHub()
  await keyFor(hub, 'thunder', 'Bo')
  await hub.close()
  const before = await contentsIn(folder)
  return async (bytes: Buffer) => {
    const file = await fileWith(bytes)
    const { code, out, err } = await cliFor(folder)('restore', file, '--yes')
    expect(await contentsIn(folder)).toEqual(before)
    expect(out).toBe('')
    expect(code === 1 || code === 4, `${code} ${err}`).toBe(true)
    expect(err).toMatch(/Nothing was changed\.\n$/)
    return err
  }
}

type File = readonly [path: string, text: string]

const about = (files: readonly File[], more: object = {}): string =>
  JSON.stringify({
    format: 'sxncd-backup-1',
    createdAt: '2025-03-01T12:00:00.000Z',
    version: '0.1.0',
    hubId: 'a',
    schema: schemaVersion,
    files: files.map(([path, text]) => ({
      path,
      size: Buffer.byteLength(text),
      sha256: hash('sha256', text),
    })),
    removed: [],
    damaged: [],
    ...more,
  })

const packed = (files: readonly File[], more?: object, options?: Parameters<typeof zipOf>[1]) =>
  zipOf([...files, ['manifest.json', about(files, more)]], options)

/** The writer refuses bad names too, so they are put in afterwards, in the place of good ones. */
async function renamed(from: string, to: string): Promise<Buffer> {
  const bytes = await packed([[from, 'x']])
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1')
}

const aPlace = 'db/accounts.json'

test.each([
  ['../../evils.json', 'invalid relative path'],
  ['/etc/evilly.json', 'absolute path'],
  ['db/../evils.json', 'invalid relative path'],
  ['db\\accounts.json', 'invalid characters'],
  ['C:/accounts.json', 'absolute path'],
  ['db/ACCOUNTS.json', 'no place in a data folder'],
  ['backups/abc.json', 'no place in a data folder'],
  ['db/accounts.jso\0', 'no place in a data folder'],
  ['db/accounts.jso/', 'no place in a data folder'],
])('a backup with %j in it is refused', async (name, problem) => {
  expect(name).toHaveLength(aPlace.length)
  const refused = await stoppedHub()
  expect(await refused(await renamed(aPlace, name))).toContain(problem)
})

test('backups that are not what they say are refused, and the message says why', async () => {
  const refused = await stoppedHub()
  const one: File = [aPlace, '{}']
  const manifest: File = ['manifest.json', about([one])]
  const cases: readonly (readonly [Buffer, string])[] = [
    [Buffer.alloc(0), 'not a zip file'],
    [Buffer.from('PK'), 'not a zip file'],
    [await zipOf([one, one, manifest]), 'twice'],
    [await zipOf([one]), 'has no manifest.json'],
    [await zipOf([one, ['manifest.json', 'null']]), 'does not have the form'],
    [await zipOf([one, ['manifest.json', '{']]), 'is not JSON'],
    [await zipOf([['db/keys.json', '{}'], one, manifest]), 'does not name'],
    [await zipOf([manifest]), 'is missing'],
    [await zipOf([[aPlace, '{ }'], manifest]), 'another size'],
    [await zipOf([[aPlace, '[]'], manifest]), 'does not match its checksum'],
    [await packed([one], {}, { mode: 0o120777 }), 'is a link'],
    [await packed([one], {}, { compress: true }), 'is packed'],
    [await packed([one], { schema: schemaVersion + 1 }), 'newer hub'],
    [await packed([one], { format: 'sxncd-backup-2' }), 'does not have the form'],
    [await packed([one]), 'is not a data folder'],
    [await packed([]), 'is not a data folder'],
  ]
  for (const [file, problem] of cases) {
    expect(await refused(file)).toContain(problem)
  }
})

test('a zip that claims far more than it holds is refused before anything is read', async () => {
  const refused = await stoppedHub()
  const bomb: File = [aPlace, ' '.repeat(50_000_000)]
  const bytes = await packed([bomb], {}, { compress: true })
  expect(bytes.length).toBeLessThan(100_000)
  expect(await refused(bytes)).toContain('is packed')
  // The same said to be stored: sizes in the directory, as many bytes as there are.
  const honest = await packed([[aPlace, 'x'.repeat(100)]])
  const directory = honest.lastIndexOf(Buffer.from('PK\x01\x02'))
  const first = honest.indexOf(Buffer.from('PK\x01\x02'))
  expect(first).toBeLessThan(directory)
  honest.writeUInt32LE(0x06400000, first + 20)
  honest.writeUInt32LE(0x06400000, first + 24)
  expect(await refused(honest)).toContain('more than there is in it')
})

test('accounts whose ids would lead out of the folder are refused', async () => {
  const files = await filesIn(await fileWith(await smallBackup()))
  const id = '../../x'
  const account = { id, name: 'a', role: 'member', disabled: false, createdAt: 1 }
  const data = { [id]: account }
  files.set('db/accounts.json', encodeDocument({ document: 'accounts', revision: 1, data }))
  const refused = await stoppedHub()
  expect(await refused(await readFile(await backupWith(files)))).toContain('a name that cannot be')
})

test('a backup that was cut short anywhere is refused', async () => {
  const bytes = await smallBackup()
  for (let length = 0; length < bytes.length; length += 37) {
    const file = await fileWith(bytes.subarray(0, length))
    await expect(verifyBackup(file)).rejects.toThrow('cannot be used as a backup')
  }
})

test('a bit that has turned is noticed, or makes no difference to what is restored', async () => {
  const bytes = await smallBackup()
  const read = async (file: string) => {
    const backup = await openBackup(file)
    try {
      const files = []
      for await (const { path, data } of backup.files()) files.push([path, data.toString('latin1')])
      return [backup.manifest, files]
    } finally {
      backup.close()
    }
  }
  const sound = await read(await fileWith(bytes))
  let noticed = 0
  for (let bit = 0; bit < bytes.length * 8; bit += 101) {
    const turned = Buffer.from(bytes)
    turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const file = await fileWith(turned)
    try {
      expect(await read(file), `bit ${bit}`).toEqual(sound)
    } catch (error) {
      if (!(error as Error).message.includes('cannot be used as a backup')) throw error
      noticed += 1
    }
  }
  expect(noticed).toBeGreaterThan(bytes.length / 20)
})

test('what is no file is refused', async () => {
  const folder = await temporaryFolder()
  await mkdir(join(folder, 'a.zip'))
  const { code, err } = await cliFor(join(folder, 'data'))(
    'restore',
    join(folder, 'a.zip'),
    '--yes',
  )
  expect([code, err]).toEqual([1, expect.stringContaining('it is not a file')])
})
