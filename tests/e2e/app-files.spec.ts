import { createHash } from 'node:crypto'
import { expect } from 'playwright/test'
import { violations } from './axe.ts'
import { app, chooseFiles, openHub, zipOf } from './files-fixture.ts'
import { becomeOwner, test } from './hub-fixture.ts'

const list = `/apps/${app}/files`
const fileAt = (path: string) => `${list}/history?path=${encodeURIComponent(path)}`
const compareAt = (path: string, older: number, newer: number) =>
  `${list}/compare/${older}/${newer}?path=${encodeURIComponent(path)}`

test('the dashboard and the page of an app that has only files say so, and lead to them', async ({
  page,
  hub,
}) => {
  const files = await openHub(page, hub)
  await files.put('Violentmonkey/one', 'first script', 'Pixel')
  await files.put('Violentmonkey/two', 'second script', 'Pixel')
  const card = page.getByRole('article', { name: 'Violentmonkey' })
  await expect(card).toContainText('2 files')
  await expect(card).toContainText('25 bytes')
  await expect(card).toContainText('last change just now by Pixel')
  await expect(card).toContainText('Keeps files')
  await expect(card).not.toContainText('Behind')
  await card.getByRole('link', { name: 'Violentmonkey' }).click()
  await expect(page.getByText('Nothing yet.', { exact: false })).toHaveCount(0)
  await expect(page.getByText('has version 0')).toHaveCount(0)
  await page.getByRole('link', { name: 'Show files' }).click()
  await expect(page.getByRole('heading', { name: 'Files of Violentmonkey' })).toBeFocused()
  const listed = page.getByRole('list', { name: 'Files' })
  await listed.getByRole('link', { name: 'Violentmonkey', exact: true }).click()
  await expect(page.getByRole('link', { name: 'one', exact: true })).toBeVisible()
})

test('files are listed by folder, searched, sorted, and follow what devices do', async ({
  page,
  hub,
}) => {
  const files = await openHub(page, hub)
  await page.goto(hub.url + list)
  await expect(page.getByText('No files yet')).toBeVisible()
  await expect(page.getByText('can save its files here by WebDAV', { exact: false })).toBeVisible()

  for (let number = 1; number <= 22; number++)
    await files.put(`docs/page ${number}`, 'x'.repeat(number))
  await files.put('docs/deep/Übersicht', 'deep', 'Tablet')
  await expect(page.getByRole('link', { name: 'docs' })).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'docs' })).toContainText('23 files')
  await page.getByRole('link', { name: 'docs' }).click()
  await expect(page.getByRole('heading', { name: 'docs' })).toBeFocused()

  const names = page
    .getByRole('list', { name: 'Files' })
    .getByRole('link', { name: /^(?!Download)/ })
  await expect(names).toHaveCount(23)
  await expect(names).toHaveText(['deep', ...Array.from({ length: 22 }, (_, i) => `page ${i + 1}`)])
  await page.getByText('Largest', { exact: true }).click()
  await expect(names.nth(1)).toHaveText('page 22')
  await page.getByText('Newest', { exact: true }).click()
  await expect(names.nth(1)).toHaveText('page 22')

  await page.getByLabel('Search by name').fill('übersicht')
  await expect(names).toHaveText(['Übersicht'])
  await expect(page.getByText('1 file found')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Übersicht' })).toContainText(
    'docs/deep',
  )
  await page.getByLabel('Search by name').fill('nothing like it')
  await expect(page.getByText('0 files found')).toBeVisible()
  await page.getByLabel('Search by name').fill('')

  await files.remove('docs/page 22')
  await expect(names).toHaveCount(22)
  await page.getByRole('switch', { name: 'Show deleted (1)' }).check()
  const gone = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: 'page 22', exact: true }) })
  await expect(gone).toContainText('Deleted')
  await gone.getByRole('button', { name: /^Bring back/ }).click()
  await expect(page.getByText('page 22 is back.')).toBeVisible()
  await expect(gone).not.toContainText('Deleted')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('page 22 was deleted.')).toBeVisible()
  await expect(gone).toContainText('Deleted')
})

test('the history of a file: versions arrive live, one is restored, undone and downloaded', async ({
  page,
  hub,
}) => {
  const files = await openHub(page, hub)
  await files.put('notes/list.txt', 'one\ntwo\n')
  await page.goto(hub.url + fileAt('notes/list.txt'))
  await expect(page.getByRole('heading', { name: 'list.txt' })).toBeVisible()
  await files.put('notes/list.txt', 'one\nthree\n', 'Tablet')
  await expect(page.getByText('Version 2').first()).toBeVisible()

  const versions = page.locator('.timeline .version')
  await expect(versions).toHaveCount(2)
  await versions.nth(1).locator('summary').click()
  await versions.nth(1).getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('Version 1 is current again.', { exact: false })).toBeVisible()
  await expect(versions.first()).toContainText('Version 1 restored')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Undone: version 2 is current again.')).toBeVisible()
  await expect(versions).toHaveCount(4)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).first().click()
  expect((await download).suggestedFilename()).toBe('list.txt')
  const chunks: Buffer[] = []
  for await (const chunk of await (await download).createReadStream()) chunks.push(chunk)
  expect(Buffer.concat(chunks).toString()).toBe('one\nthree\n')

  // What a device has deleted is seen here, and comes back.
  await files.remove('notes/list.txt')
  await expect(page.getByText('Deleted by Hub')).toBeVisible()
  await expect(versions.first()).toContainText('Deleted')
  await versions.nth(1).locator('summary').click()
  await versions.nth(1).getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('Deleted by Hub')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect(page.getByText('Deleted by Hub')).toBeVisible()
  await page.getByRole('button', { name: 'Bring back' }).click()
  await expect(page.getByText('list.txt is back.')).toBeVisible()
  await expect(page.getByText('Deleted by Hub')).toHaveCount(0)
})

test('two versions are compared: text, JSON, bytes, and zips by what is in them', async ({
  page,
  hub,
}) => {
  const files = await openHub(page, hub)
  await files.put('a.txt', 'one\ntwo\n')
  await files.put('a.txt', 'one\nthree\n')
  await files.put('b.json', JSON.stringify({ theme: 'dark', list: [1] }))
  await files.put('b.json', JSON.stringify({ theme: 'light', list: [1] }))
  const [old, now] = [Buffer.from([0, 1, 2, 255]), Buffer.from([0, 1, 2, 254, 7])]
  await files.put('c.bin', old)
  await files.put('c.bin', now)
  await files.put('d.zip', await zipOf({ same: 'same', gone: 'gone', other: 'old text' }))
  await files.put('d.zip', await zipOf({ same: 'same', new: 'fresh', other: 'new text!' }))
  const main = page.getByRole('main')

  await page.goto(hub.url + fileAt('a.txt'))
  await page.getByRole('link', { name: 'Compare two versions' }).click()
  await expect(main).toContainText('The text changed.')
  await expect(main).toContainText('three')
  await page.getByRole('button', { name: 'Restore version 1' }).click()
  await expect(page.getByText('Version 1 is current again.', { exact: false })).toBeVisible()
  await page.getByLabel('After').selectOption('3')
  await expect(main).toContainText('The two are exactly the same.')

  await page.goto(hub.url + compareAt('b.json', 1, 2))
  await expect(main).toContainText('theme changed')

  await page.goto(hub.url + compareAt('c.bin', 1, 2))
  await expect(main).toContainText('This file is not text')
  await expect(main).toContainText('4 bytes')
  await expect(main).toContainText('5 bytes')
  for (const bytes of [old, now]) {
    await expect(main).toContainText(createHash('sha256').update(bytes).digest('hex'))
  }

  await page.goto(hub.url + compareAt('d.zip', 1, 2))
  await expect(main).toContainText(/1 file added, 1 file removed, 1 file changed/i)
  const changes = main.locator('.change-path')
  await expect(changes).toHaveText(['Removed: gone', 'Added: new', 'Changed: other'])
  await expect(main).not.toContainText('same')

  await page.goto(hub.url + compareAt('d.zip', 1, 9))
  await expect(main).toContainText('no longer here')
})

test('a file is deleted and undone; with its history it goes for good', async ({ page, hub }) => {
  const files = await openHub(page, hub)
  await files.put('folder/a.txt', 'one')
  await files.put('folder/a.txt', 'two')
  await page.goto(hub.url + fileAt('folder/a.txt'))
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText('a.txt was deleted.')).toBeVisible()
  await expect(page.getByText('Deleted by Hub')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('a.txt is back.')).toBeVisible()

  await page.getByRole('button', { name: 'Delete with history' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('all its 4 versions are deleted. This cannot be undone.')
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByText('a.txt and its history were deleted.')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'folder' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'a.txt' })).toHaveCount(0)
  await page.goto(hub.url + fileAt('folder/a.txt'))
  await expect(page.getByText('There is no file or folder at this path.')).toBeVisible()
})

test('files are uploaded into the folder that is shown, and replacing one is asked about', async ({
  page,
  hub,
}) => {
  const files = await openHub(page, hub)
  await files.put('docs/a.txt', 'old')
  await page.goto(`${hub.url}${list}?folder=docs`)
  const first = await chooseFiles(page, [{ name: 'b.txt', content: 'new' }])
  await expect(first).toContainText('Into the folder docs')
  await first.getByLabel('Name on the hub').fill('c.txt')
  await first.getByLabel('Which device is it from?').fill('Old laptop')
  await first.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByText('The file was uploaded.')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'c.txt' })).toContainText('Old laptop')

  const again = await chooseFiles(page, [
    { name: 'a.txt', content: 'newer' },
    { name: 'd.txt', content: 'fresh' },
  ])
  await expect(again).toContainText('There is a file of this name already: docs/a.txt')
  await again.getByRole('button', { name: 'Replace' }).click()
  await expect(page.getByText('2 files were uploaded.')).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'a.txt' })).toContainText('2 versions')

  const bad = await chooseFiles(page, [{ name: 'nul', content: 'x' }])
  await bad.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(bad.getByRole('alert')).toContainText('one that Windows reserves')
  await bad.getByLabel('Name on the hub').fill('fine.txt')
  await bad.getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByRole('link', { name: 'fine.txt', exact: true })).toBeVisible()

  // Dropped rather than chosen.
  await page.evaluate(`
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['dropped'], 'dropped.txt'))
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document
        .querySelector('.app-page')
        .dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
    }
  `)
  await page.getByRole('dialog').getByRole('button', { name: 'Upload', exact: true }).click()
  await expect(page.getByRole('link', { name: 'dropped.txt', exact: true })).toBeVisible()
})

test.describe('with small limits', () => {
  test.use({ environment: { FILE_LIMIT: '1 KiB' } })
  test('a file that is too large is refused in words', async ({ page, hub }) => {
    await becomeOwner(page, hub)
    await page.goto(hub.url + list)
    const dialog = await chooseFiles(page, [{ name: 'large.bin', content: 'x'.repeat(2_000) }])
    await dialog.getByLabel('Which device is it from?').fill('Laptop')
    await dialog.getByRole('button', { name: 'Upload', exact: true }).click()
    await expect(dialog.getByRole('alert')).toContainText('larger than this hub takes (1 KiB)')
  })
})

test('a folder is deleted with all in it, and comes back by one click', async ({ page, hub }) => {
  const files = await openHub(page, hub)
  await files.put('docs/one.txt', 'one')
  await files.put('docs/deep/two.txt', 'two')
  await files.put('other.txt', 'other')
  await page.goto(`${hub.url}${list}?folder=docs`)
  await page.getByRole('button', { name: 'Delete folder' }).click()
  const dialog = page.getByRole('dialog', { name: 'Delete docs?' })
  await expect(dialog).toContainText('nor the 2 files in it')
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  const listed = page.getByRole('list', { name: 'Files' })
  await expect(listed.getByRole('link', { name: 'other.txt', exact: true })).toBeVisible()
  await expect(listed.getByRole('listitem').filter({ hasText: 'docs' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(listed.getByRole('listitem').filter({ hasText: 'docs' })).toContainText('2 files')
})

test('the settings of an app stand among its files, where WebDAV shows them', async ({
  page,
  hub,
}) => {
  await becomeOwner(page, hub)
  const key = await hub.command('key', 'create', '--account', 'Ada', '--app', 'ublacklist')
  await hub.sync(key, {
    deviceName: 'Laptop',
    savedTs: '2026-01-01T10:00:00Z',
    settings: { blacklist: '' },
  })
  await page.goto(`${hub.url}/apps/ublacklist/files`)
  const row = page.getByRole('list', { name: 'The settings of uBlacklist' })
  await row.getByRole('link', { name: 'ublacklist-settings.json' }).click()
  await expect(page).toHaveURL(`${hub.url}/apps/ublacklist`)
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`the pages of files in ${colorScheme} at ${width} px: nothing for axe, nothing cut off`, async ({
      page,
      hub,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      const files = await openHub(page, hub)
      const long = `a ${'very '.repeat(30)}long name.json`
      await files.put(long, '{"a":1}')
      await files.put(long, '{"a":2}', 'A device with quite a long name of its own')
      await files.put('docs/a.bin', Buffer.from([0, 255]))
      await files.put('docs/a.bin', Buffer.from([0, 254, 1]))
      await files.put('gone.txt', 'gone')
      await files.remove('gone.txt')
      const pages = [
        ...['/', `/apps/${app}`, list, `${list}?folder=docs`, '/apps/stylus/files'],
        ...[fileAt(long), fileAt('gone.txt'), compareAt(long, 1, 2), compareAt('docs/a.bin', 1, 2)],
      ]
      for (const path of pages) {
        await page.goto(hub.url + path)
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
        await expect(page.getByText('Loading…')).toHaveCount(0)
        await expect(page.getByText('Comparing…')).toHaveCount(0)
        const wide = await page.evaluate<number>(
          'document.documentElement.scrollWidth - innerWidth',
        )
        expect([path, wide <= 0]).toEqual([path, true])
        expect([path, await violations(page)]).toEqual([path, []])
      }
    })
  }
}
