import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, type Page } from 'playwright/test'
import type { Desktop } from './driver.ts'
import { test } from './fixture.ts'
import { beOwner, newKey, originOf, sync } from './person.ts'

/** Links a file of Vimium in the window, as a person does. */
async function link(page: Page, desktop: Desktop, path: string, way: string): Promise<void> {
  await page.goto(`${originOf(page)}/files?app=vimium`)
  await desktop.answerDialog({ filePaths: [path] })
  await page.getByRole('button', { name: 'Choose a file…' }).click()
  await page.getByRole('radio', { name: way }).check()
  await page.getByRole('button', { name: 'Link the file' }).click()
}

/** Replaces a file as careful programs do: at once. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text)
  await rename(`${path}.part`, path)
}

test('a linked file: its changes reach the hub, newer settings come back, with a backup', async ({
  computer,
}) => {
  const path = join(computer.home, 'vimium-options.json')
  await writeFile(path, '{"keyMappings":"map a"}')
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  await link(page, desktop, path, 'Both ways')
  const card = page.getByRole('listitem').filter({ hasText: 'vimium-options.json' })
  await expect(card.getByRole('status')).toHaveText('In step')

  const key = await newKey(page, 'vimium')
  const look = (savedTs: string, settings: object) =>
    sync(originOf(page), key, { deviceName: 'Laptop', savedTs, settings })
  const never = '1900-01-01T00:00:00.000Z'
  expect((await look(never, {})).data).toEqual({ keyMappings: 'map a' })

  await replace(path, '{"keyMappings":"map b"}')
  await expect
    .poll(async () => (await look(never, {})).data, { timeout: 20_000 })
    .toEqual({ keyMappings: 'map b' })

  const later = new Date(Date.now() + 1_000).toISOString()
  expect((await look(later, { keyMappings: 'map c' })).action).toBe('incomingNewer')
  await expect
    .poll(async () => JSON.parse(await readFile(path, 'utf8')), { timeout: 20_000 })
    .toEqual({ keyMappings: 'map c' })
  const backups = (await readdir(computer.home)).filter((name) => name.endsWith('.bak'))
  expect(backups).toHaveLength(1)
  const backup = join(computer.home, backups[0] ?? '')
  expect(await readFile(backup, 'utf8')).toBe('{"keyMappings":"map b"}')
  await expect(card.getByText('Written into the file')).toBeVisible()

  // Where the file goes, the settings stay.
  await rm(path)
  await expect(card.getByRole('status')).toHaveText('Waits for the file')
  expect((await look(never, {})).data).toEqual({ keyMappings: 'map c' })
})
