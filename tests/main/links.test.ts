import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { setUpLinks } from '../../main/links.ts'
import { placesIn } from '../../main/places.ts'
import type { Base } from '../../main/program.ts'
import { createStatusStore } from '../../main/status-store.ts'
import { textsFor } from '../../main/texts.ts'
import { temporaryFolder } from '../helpers/folder.ts'

async function setUp(prepare: (folder: string) => Promise<unknown>) {
  const folder = await temporaryFolder()
  await prepare(folder)
  const base = {
    places: placesIn(folder),
    status: createStatusStore(),
    log: pino({ level: 'silent' }),
    texts: textsFor('en'),
    now: Date.now,
  } as Base
  const hub = {
    url: 'http://127.0.0.1:1',
    api: { newKey: async () => ({ id: '', text: '' }), revokeKey: async () => {} },
  }
  const opened = await setUpLinks(base, hub, () => {})
  onTestFinished(() => opened.links?.close())
  return { ...opened, status: base.status.get() }
}

test('a person without linked files has none, and nothing is wrong', async () => {
  const { links, problem, status } = await setUp(async () => {})
  expect([links?.list(), problem, status.links]).toEqual([[], undefined, []])
})

test.each([
  ['is damaged', (folder: string) => writeFile(join(folder, 'links.json'), '{"links":[{"id"')],
  ['is no file', (folder: string) => mkdir(join(folder, 'links.json'))],
])('where their file %s, the hub goes on, and the person is told', async (_, prepare) => {
  const { problem } = await setUp(prepare)
  expect(problem).toMatch(/\w.*\.$/s)
})
