import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

/** Max has two apps, one of which the disk does not give. Ada is the owner. */
async function oneBadSlot() {
  const { hub, folder } = await testHub()
  const ada = await ownerBrowser(hub)
  const max = await memberBrowser(hub, ada, 'Max')
  const savedTs = '2025-03-01T00:00:00Z'
  const key = await keyFor(hub, 'thunder', 'Max')
  await keyFor(hub, 'vimium', 'Max')
  await post(hub, key, { deviceName: 'Phone', savedTs, settings: 'x' })
  const id = (await hub.store.accounts.list()).find(({ name }) => name === 'Max')?.id ?? ''
  // A folder that is read as a file fails as a bad sector does, and not by being missing.
  await mkdir(join(folder, 'slots', id, 'vimium', 'devices.json'), { recursive: true })
  return { hub, ada, max, place: `slots/${id}/vimium` }
}

const left = { account: 'Max', app: 'vimium', reason: 'EISDIR' }

test('lists serve what can be read, and name the slot that cannot', async () => {
  const { ada, max } = await oneBadSlot()
  const read = async (path: string) => {
    const reply = await max.send('GET', path)
    expect(reply, path).toMatchObject({ status: 200 })
    return reply.body
  }
  expect(await read('/api/v1/slots')).toMatchObject({
    slots: [{ app: 'thunder', versions: 1 }],
    unreadable: [left],
  })
  expect(await read('/api/v1/devices')).toMatchObject({
    devices: [{ name: 'Phone' }],
    unreadable: [left],
  })
  const keys = (await read('/api/v1/keys')).keys as { app: string }[]
  expect(keys.map(({ app }) => app).sort()).toEqual(['thunder', 'vimium'])
  const members = (await ada.send('GET', '/api/v1/accounts')).body.accounts
  expect(members).toContainEqual(
    expect.objectContaining({ name: 'Max', devices: 1, unreadable: ['vimium'] }),
  )
})

test('the state of the hub and the doctor say which settings cannot be read', async () => {
  const { ada, place } = await oneBadSlot()
  for (const path of ['/api/v1/status', '/api/v1/doctor']) {
    const { checks } = (await ada.send('GET', path)).body
    expect(checks).toContainEqual(
      expect.objectContaining({ code: 'settings_unreadable', detail: `${place}: EISDIR` }),
    )
    expect(checks).not.toContainEqual(
      expect.objectContaining({ code: expect.stringMatching(/^data_folder/) }),
    )
  }
})

test('an export holds what can be read, and names what is not in it', async () => {
  const { max } = await oneBadSlot()
  const { status, text } = await max.send('GET', '/api/v1/me/export')
  expect(status).toBe(200)
  expect(text).toContain('thunder/000001.txt')
  expect(text).toMatch(/"unreadable": \[\s*"vimium"\s*\]/)
})
