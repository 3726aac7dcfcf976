import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { basic } from '../../helpers/dav.ts'
import { contentOf, filePaths, makeFilesTemplate } from './template.ts'
import { type Case, expectTold, newest, newestOf, startAll } from './try-all.ts'

/*
 * What is kept of the files of an app, damaged in every way: a reader gets the newest sound content,
 * or an answer that breaks off, and never other bytes as if they were right.
 */

/** A file as a client gets it; undefined where the answer says or shows that it is not whole. */
async function get(address: string, key: string, path: string): Promise<Buffer | undefined> {
  try {
    const reply = await fetch(new URL(`/dav/${path}`, address), {
      headers: { authorization: basic('Tablet', key) },
    })
    const bytes = Buffer.from(await reply.arrayBuffer())
    return reply.status === 200 ? bytes : undefined
  } catch {
    return undefined
  }
}

/** Reads as clients do that try once more. */
async function readAgain(address: string, key: string, path: string): Promise<Buffer | undefined> {
  return (await get(address, key, path)) ?? (await get(address, key, path))
}

async function expectOthers(
  hub: Hub,
  address: string,
  { keys, how }: Case,
  damaged?: string,
): Promise<void> {
  expect(await newestOf(hub, keys.ada), how).toBe(newest)
  for (const path of filePaths) {
    if (path === damaged) continue
    expect(await get(address, keys.ada, path), `${how}: ${path}`).toEqual(contentOf(path, 2))
  }
}

const damagedOnes = [
  ['small.txt', 'the current version', '.version', -1, 1],
  ['small.txt', 'an older version', '.version', 0, 2],
  // What is known of it without its file leads to the content, which is sound.
  ['large.bin', 'the current version', '.version', -1, 2],
  ['large.bin', 'an older version', '.version', 0, 2],
  ['large.bin', 'the current content', '.content', -1, 1],
  ['large.bin', 'an older content', '.content', 0, 2],
] as const

test.each(damagedOnes)(
  '%s, %s: the newest sound content is served, and all other files',
  async (path, _, kind, at, round) => {
    const template = await makeFilesTemplate()
    const folder = template.folders[path] ?? ''
    const names = (await readdir(join(template.folder, folder))).filter((name) =>
      name.endsWith(kind),
    )
    const file = join(folder, names.sort().at(at) ?? '')
    await startAll(template, file, async (hub, damaged) => {
      const address = await hub.listen()
      const found = await readAgain(address, damaged.keys.ada, path)
      expect(found?.toString('utf8', 0, 40), damaged.how).toBe(
        contentOf(path, round).toString('utf8', 0, 40),
      )
      expect(found?.equals(contentOf(path, round)), damaged.how).toBe(true)
      await expectOthers(hub, address, damaged, path)
      await expectTold(hub, damaged, file)
    })
  },
  120_000,
)

test.each(['files.json', 'properties.json'])(
  'what is known of all files, %s: every file is served',
  async (name) => {
    const template = await makeFilesTemplate()
    await startAll(template, join(template.slot, 'files', name), async (hub, damaged) => {
      await expectOthers(hub, await hub.listen(), damaged)
    })
  },
  120_000,
)
