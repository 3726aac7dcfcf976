import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { fileFolderName } from '../../../server/storage/lowdb/layout.ts'
import { ownIdentity } from '../../../server/tls/identity.ts'
import { basic } from '../../helpers/dav.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

export interface Template {
  readonly folder: string
  /** Of Ada, whose files are damaged, and of Grace, who must not notice. */
  readonly keys: { readonly ada: string; readonly grace: string }
  /** The versions of Ada, oldest first, relative to the folder. */
  readonly versions: readonly string[]
  readonly slot: string
}

/** A stopped hub with two people, each with three versions of their settings. */
export async function makeTemplate(): Promise<Template> {
  const folder = join(await temporaryFolder(), 'data')
  const { hub, clock } = await testHub({ folder })
  const keys = { ada: await keyFor(hub), grace: await keyFor(hub, 'thunder', 'Grace') }
  for (const key of Object.values(keys)) {
    for (const hour of ['09', '10', '11']) {
      const savedTs = `2025-03-01T${hour}:00:00.000Z`
      await post(hub, key, { deviceName: 'Phone', savedTs, settings: `of ${hour} h` })
    }
  }
  await ownIdentity({ files: hub.store.tls, label: 'hub', now: () => clock.now }).credentials([])
  await hub.store.noteSeen({ at: clock.now })
  const [ada] = await hub.store.accounts.list()
  await hub.close()
  const slot = join('slots', ada?.id ?? '', 'thunder')
  const names = (await readdir(join(folder, slot))).filter((name) => name.endsWith('.version'))
  return { folder, keys, slot, versions: names.sort().map((name) => join(slot, name)) }
}

export interface FilesTemplate extends Template {
  /** The folder of each file, relative to the data folder, by its path. */
  readonly folders: Readonly<Record<string, string>>
}

/** So large that the content of a version is a file of its own. */
const large = 300_000
export const contentOf = (path: string, round: number): Buffer =>
  Buffer.alloc(path.endsWith('.bin') ? large : 2_000, `${path} of round ${round} `)
export const filePaths = ['small.txt', 'large.bin', 'other.txt'] as const

/** The same with files that a device has put, each in two rounds, with a property on one. */
export async function makeFilesTemplate(): Promise<FilesTemplate> {
  const template = await makeTemplate()
  const { hub } = await testHub({ folder: template.folder })
  const authorization = basic('Phone', template.keys.ada)
  for (const round of [1, 2]) {
    for (const path of filePaths) {
      const payload = contentOf(path, round)
      const url = `/dav/${path}`
      const headers = { authorization, 'content-type': 'application/octet-stream' }
      const { statusCode } = await hub.app.inject({ method: 'PUT', url, headers, payload })
      expect(statusCode).toBe(round === 1 ? 201 : 204)
    }
  }
  const named = '<a:name xmlns:a="urn:a">Ada</a:name>'
  const payload = `<d:propertyupdate xmlns:d="DAV:"><d:set><d:prop>${named}</d:prop></d:set></d:propertyupdate>`
  const headers = { authorization, 'content-type': 'application/xml' }
  const url = '/dav/small.txt'
  const set = await hub.app.inject({ method: 'PROPPATCH' as never, url, headers, payload })
  expect(set.statusCode).toBe(207)
  await hub.close()
  const folders = filePaths.map((path) => [
    path,
    join(template.slot, 'files', fileFolderName(path)),
  ])
  return { ...template, folders: Object.fromEntries(folders) }
}
