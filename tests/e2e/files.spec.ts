import { expect, type Page } from 'playwright/test'
import type { LinkView } from '../../server/links/link.ts'
import { openAsOwner, test } from './window-fixture.ts'

const link = (more: Partial<LinkView> = {}): LinkView => ({
  id: 'one',
  app: 'vimium',
  path: '/home/ada/vimium.json',
  kind: 'file',
  hub: { kind: 'this' },
  deviceName: 'desk',
  writeBack: false,
  paused: false,
  createdAt: 1,
  state: 'in-step',
  ...more,
})

async function openFiles(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Files' }).click()
  await expect(page.getByRole('heading', { name: 'Linked files' })).toBeVisible()
}

test.describe('with a file that the dialog gives', () => {
  test.use({
    fake: {
      file: '/home/ada/vimium.json',
      hubs: [{ name: 'Attic', url: 'http://192.168.1.7:9693' }],
    },
  })

  test('a file is linked with this hub, by keys alone', async ({ page, hub, asked }) => {
    await openAsOwner(page, hub)
    await openFiles(page)
    await expect(page.getByText('No file is linked yet')).toBeVisible()
    await page.getByRole('button', { name: 'Link your first file' }).press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Vimium/ }).press('Enter')
    await expect(dialog.getByRole('button', { name: 'Choose a file…' })).toBeFocused()
    await dialog.getByRole('button', { name: 'Link the file' }).press('Enter')
    await expect(dialog.getByRole('alert').getByText('Choose the file first.')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Choose a file…' })).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(dialog.getByText('vimium.json')).toBeVisible()
    await dialog.getByRole('radio', { name: /^Both ways/ }).check()
    await dialog.getByRole('button', { name: 'Link the file' }).press('Enter')
    await expect(dialog).toHaveCount(0)
    await expect(page.getByText('Syncing…')).toBeVisible()
    expect(await asked('addLink')).toEqual([
      [{ choice: 'choice-1', app: 'vimium', writeBack: true }],
    ])
  })

  test('another hub is one that was found, or an address, with a key of it', async ({
    page,
    hub,
    asked,
  }) => {
    await openAsOwner(page, hub)
    await page.goto(`${hub.url}/files?app=vimium`)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Choose a folder…' }).click()
    await dialog.getByText('Another hub').click()
    await dialog.getByRole('radio', { name: /^Attic/ }).check()
    await dialog.getByRole('button', { name: 'Link the file' }).click()
    await expect(dialog.getByText('Paste the key of that hub.')).toBeVisible()
    await dialog.getByLabel('Key').fill(' sxncd_key ')
    await dialog.getByRole('button', { name: 'Link the file' }).click()
    await expect(page.getByText('With the hub 192.168.1.7:9693')).toBeVisible()
    expect(await asked('addLink')).toEqual([
      [
        {
          choice: 'choice-1',
          app: 'vimium',
          writeBack: false,
          hub: { url: 'http://192.168.1.7:9693', key: 'sxncd_key' },
        },
      ],
    ])
  })
})

test.describe('a dialog that is closed, and a program that refuses', () => {
  test.use({ fake: { failing: { changeLink: 'The disk is full.' } } })

  test('change nothing, and are told in words', async ({ page, hub, asked, become }) => {
    await openAsOwner(page, hub)
    await page.goto(`${hub.url}/files?app=vimium`)
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Choose a file…' }).click()
    await expect.poll(() => asked('chooseFile')).toEqual([['file']])
    await expect(dialog.getByRole('button', { name: 'Choose a file…' })).toBeVisible()
    await page.keyboard.press('Escape')
    await become({ links: [link()] })
    await page.getByRole('switch', { name: /^Write newer settings/ }).click()
    await expect(page.getByRole('alert').getByText('The disk is full.')).toBeVisible()
    await expect(page.getByRole('switch', { name: /^Write newer settings/ })).not.toBeChecked()
  })
})

test('a link says how it stands, and does what it is asked', async ({
  page,
  hub,
  asked,
  become,
}) => {
  await openAsOwner(page, hub)
  await openFiles(page)
  const transfer = { direction: 'to-file' as const, at: Date.now() - 7_200_000, size: 12_400 }
  await become({
    links: [link({ lastTransfer: { ...transfer, backup: '/home/ada/vimium.before.json' } })],
  })
  const card = page.getByRole('listitem').filter({ hasText: 'vimium.json' })
  await expect(card).toContainText('Written into the file 2 hours ago · 12.4 kB')
  await expect(card).toContainText('before that: vimium.before.json')
  await card.getByRole('switch').click()
  await card.getByRole('button', { name: /^Pause/ }).click()
  await card.getByRole('button', { name: /^Resume/ }).click()
  await card.getByRole('button', { name: /^Show in folder/ }).click()
  expect(await asked('changeLink')).toEqual([
    ['one', { writeBack: true }],
    ['one', { paused: true }],
    ['one', { paused: false }],
  ])
  expect(await asked('showLink')).toEqual([['one']])

  // Sending asks only where something newer is put aside; taking replaces the file.
  await card.getByRole('button', { name: /^Send now/ }).click()
  await expect.poll(() => asked('syncLink')).toEqual([['one', 'to-hub']])
  await become({ links: [link({ state: 'hub-is-newer' })] })
  await expect(card).toContainText('Another device has sent newer settings.')
  await card.getByRole('button', { name: /^Send now/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await card.getByRole('button', { name: /^Take from the hub/ }).click()
  await expect(page.getByRole('dialog')).toContainText('kept beside it as a backup')
  await page.getByRole('button', { name: 'Replace the file' }).click()
  await expect
    .poll(() => asked('syncLink'))
    .toEqual([
      ['one', 'to-hub'],
      ['one', 'to-file'],
    ])

  const problem = 'The hub does not know this key.'
  await become({ links: [link({ state: 'stopped', problem })] })
  await expect(card).toContainText(problem)
  await become({ links: [link({ state: 'waiting-for-file' })] })
  await expect(card).toContainText('The file is not there.')

  await card.getByRole('button', { name: /^Unlink/ }).click()
  await expect(page.getByRole('dialog')).toContainText('The file stays')
  await page.getByRole('dialog').getByRole('button', { name: 'Unlink' }).click()
  await expect(page.getByText('No file is linked yet')).toBeVisible()
  expect(await asked('removeLink')).toEqual([['one']])
})

test('a browser has no linked files', async ({ browser, page, hub }) => {
  await openAsOwner(page, hub)
  const other = await (await browser.newContext()).newPage()
  await other.goto(`${hub.url}/files`)
  await expect(other.getByRole('heading', { name: 'This hub has no owner yet' })).toBeVisible()
  await other.context().close()
})

test.describe('with an export that may not be meant', () => {
  const question = {
    name: 'stylus-2026.json',
    size: 4_321,
    savedAt: Date.UTC(2026, 0, 2, 3, 4),
    looks: 'stylus',
    fileState: '1:2:3',
  }
  test.use({
    fake: { state: { links: [link({ kind: 'folder', state: 'asking', question })] } },
  })

  test('nothing is sent before a person has said yes', async ({ page, hub, asked }) => {
    await openAsOwner(page, hub)
    await openFiles(page)
    const card = page.getByRole('listitem').filter({ hasText: 'Vimium' })
    await expect(card.getByText('Asks you')).toBeVisible()
    await expect(card.getByText('Send “stylus-2026.json”?')).toBeVisible()
    await expect(card.getByText('It looks like an export of Stylus, not of Vimium.')).toBeVisible()
    await expect(card.getByRole('button', { name: /^Send now/ })).toBeDisabled()
    await card.getByRole('button', { name: 'No, leave it' }).click()
    expect(await asked('answerLink')).toEqual([['one', false]])
    await expect(card.getByText('Send “stylus-2026.json”?')).toHaveCount(0)
  })
})
