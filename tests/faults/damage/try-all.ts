import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { figure } from '../../helpers/figures.ts'
import { post, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { memoryFolder } from '../memory-folder.ts'
import { damagesOf } from './damages.ts'
import type { Template } from './template.ts'

export const newest = 'of 11 h'
export const before = 'of 10 h'

export const open = (folder: string) =>
  testHub({
    folder,
    environment: { LOG_LEVEL: 'fatal' },
    overrides: { store: { syncs: noSyncs } },
  })

/** A copy of the template, damaged in one way. */
export interface Case extends Template {
  readonly how: string
  /** Puts the sound files back. */
  mend(): Promise<void>
}

/** Tries each kind of damage to some files, which hold the same. @returns how many there were */
export async function tryAll(
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
export async function startAll(
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
export async function newestOf(hub: Hub, key: string): Promise<unknown> {
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
export async function expectTold(hub: Hub, { folder, how }: Case, file: string): Promise<void> {
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
