import { expect, type Page } from 'playwright/test'
import type { LinkView } from '../../server/links/link.ts'
import { violations } from './axe.ts'
import { openAsOwner, test } from './window-fixture.ts'

const states = [
  ...(['in-step', 'syncing', 'waiting-for-file', 'hub-is-newer'] as const),
  ...(['retrying', 'stopped', 'paused'] as const),
]

/** A link in every state there is, with what is hard to lay out. */
const links = states.map(
  (state, index): LinkView => ({
    id: state,
    app: index === 0 ? 'a-very-long-name-of-an-app-that-has-no-module' : 'vimium',
    path: `/home/ada/${'a-long-folder-name-without-spaces/'.repeat(4)}vimium-options.json`,
    kind: index % 2 ? 'folder' : 'file',
    hub: index % 3 ? { kind: 'this' } : { kind: 'other', url: 'http://192.168.1.7:9693' },
    deviceName: 'desk',
    writeBack: index % 2 === 0,
    paused: state === 'paused',
    createdAt: index,
    state,
    ...((state === 'retrying' || state === 'stopped') && { problem: 'The hub said no.' }),
    lastTransfer: { direction: 'to-file', at: 0, size: 1_234, backup: `/home/${'b'.repeat(80)}` },
  }),
)

async function isSound(page: Page, what: string): Promise<void> {
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expect(page.getByText('Loading…')).toHaveCount(0)
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
  expect([what, wide <= 0]).toEqual([what, true])
  expect([what, await violations(page)]).toEqual([what, []])
}

test.use({ fake: { file: '/home/ada/vimium.json', hubs: [{ name: 'Attic', url: 'http://a' }] } })

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [360, 1440]) {
    test(`the window of the program in ${colorScheme} at ${width} px: nothing for axe, nothing cut off`, async ({
      page,
      hub,
      become,
    }) => {
      test.setTimeout(120_000)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      await page.goto(hub.url)
      await page.getByLabel('Your name').waitFor()
      await isSound(page, 'name')
      await openAsOwner(page, hub)
      for (const step of ['', '?step=network', '?step=app']) {
        await page.goto(`${hub.url}/welcome${step}`)
        await isSound(page, `welcome ${step}`)
      }
      await page.goto(`${hub.url}/files`)
      await isSound(page, 'no files')
      await become({ links, paused: true })
      await page.getByText('The hub said no.').first().waitFor()
      await isSound(page, 'files')
      await page.getByRole('button', { name: 'Link a file' }).click()
      await isSound(page, 'which app')
      await page.getByRole('button', { name: /^Vimium/ }).click()
      await page.getByText('Another hub').click()
      await page.getByRole('button', { name: 'Choose a file…' }).click()
      await page.getByRole('button', { name: 'Link the file' }).click()
      await page.getByText('Paste the key of that hub.').waitFor()
      await isSound(page, 'link form')
      await page.goto(`${hub.url}/hub`)
      await page.getByRole('heading', { name: 'This computer' }).waitFor()
      await become({ updates: { on: true, step: 'ready', version: '9.9.9' }, tray: false })
      await isSound(page, 'hub')
      expect(errors).toEqual([])
    })
  }
}
