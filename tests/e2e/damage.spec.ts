import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import { expect } from 'playwright/test'
import { createAccount } from '../../server/accounts/accounts.ts'
import { createKey } from '../../server/accounts/keys.ts'
import { readConfig } from '../../server/config/config.ts'
import { createHub } from '../../server/hub.ts'
import { test } from './window-fixture.ts'

test.describe('a hub whose disk has damaged a file', () => {
  let key = ''
  test.use({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants it so
    prepare: async ({}, use) => {
      await use(async (dataFolder) => {
        const config = readConfig({ DATA_DIR: dataFolder })
        const hub = await createHub(config, { log: pino({ level: 'silent' }) })
        const account = await createAccount(hub.store, 'Ada', 'owner', Date.now())
        const wish = { account, app: 'vimium', name: 'Desk' }
        key = (await createKey(hub.store, wish, Date.now())).text
        for (const hour of ['09', '10']) {
          const savedTs = `2026-01-01T${hour}:00:00Z`
          await hub.app.inject({
            method: 'POST',
            url: '/api/v1/sync/update',
            headers: { authorization: key },
            payload: { deviceName: 'Desk', savedTs, settings: `of ${hour} h` },
          })
        }
        await hub.close()
        const slot = join(dataFolder, 'slots', account.id, 'vimium')
        const versions = (await readdir(slot)).filter((name) => name.endsWith('.version')).sort()
        await writeFile(join(slot, versions.at(-1) ?? ''), 'not what it was')
      })
    },
  })

  test('says so to its owner on the dashboard and on its own page, with what to do', async ({
    page,
    hub,
  }) => {
    // It is found when it is read: a new device asks for it.
    const savedTs = '1900-01-01T00:00:00Z'
    const reply = await hub.app.inject({
      method: 'POST',
      url: '/api/v1/sync/update',
      headers: { authorization: key },
      payload: { deviceName: 'Tablet', savedTs, settings: '' },
    })
    expect(reply.json().data).toBe('of 09 h')
    await page.goto(hub.url)
    await expect(page.getByText('Damaged files were found')).toBeVisible()
    await page.getByRole('link', { name: 'Have a look' }).click()
    await expect(page.getByText('Damaged files that were set aside: 1')).toBeVisible()
    await expect(page.getByText('folder "quarantine"')).toBeVisible()
    await page.goto(`${hub.url}/account`)
    await page.getByText('Deutsch').click()
    await page.goto(`${hub.url}/hub`)
    await expect(page.getByText('Beiseitegelegte beschädigte Dateien: 1')).toBeVisible()
  })
})

test('a hub that cannot store anything any more says so before anything else', async ({
  page,
  hub,
}) => {
  const failed = { status: 503, json: { status: 'failed', problems: 0 } }
  await page.route('**/health', (route) => route.fulfill(failed))
  await createAccount(hub.store, 'Ada', 'owner', Date.now())
  await page.goto(hub.url)
  await expect(page.getByText('The hub cannot store anything')).toBeVisible()
  await expect(page.getByText('can still be read and downloaded')).toBeVisible()
})

test.describe('a hub whose disk does not give the settings of one app', () => {
  test.use({
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants it so
    prepare: async ({}, use) => {
      await use(async (dataFolder) => {
        const hub = await createHub(readConfig({ DATA_DIR: dataFolder }), {
          log: pino({ level: 'silent' }),
        })
        const account = await createAccount(hub.store, 'Ada', 'owner', Date.now())
        for (const app of ['vimium', 'redirector']) {
          const { text } = await createKey(hub.store, { account, app, name: 'Desk' }, Date.now())
          await hub.app.inject({
            method: 'POST',
            url: '/api/v1/sync/update',
            headers: { authorization: text },
            payload: { deviceName: 'Desk', savedTs: '2026-01-01T09:00:00Z', settings: '{}' },
          })
        }
        await hub.close()
        // What cannot be read as a file, whoever reads.
        const notes = join(dataFolder, 'slots', account.id, 'vimium', 'devices.json')
        await rm(notes)
        await mkdir(notes)
      })
    },
  })

  test('names that app, and serves the others', async ({ page, hub }) => {
    await page.goto(hub.url)
    await expect(page.getByText('cannot read these settings just now: Vimium')).toBeVisible()
    await expect(page.getByRole('article', { name: 'Redirector' })).toBeVisible()
    await page.goto(`${hub.url}/apps/vimium`)
    await expect(page.getByText('Nothing was removed')).toBeVisible()
    await page.getByRole('link', { name: 'Have a look' }).click()
    await expect(page.getByText('Settings that cannot be read: 1')).toBeVisible()
  })
})
