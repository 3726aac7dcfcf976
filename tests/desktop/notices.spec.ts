import { type AddressInfo, createServer } from 'node:net'
import { expect } from 'playwright/test'
import { test } from './fixture.ts'
import { ask, beOwner, menuOf, moodOf, newKey, noticeOf, originOf, sync } from './person.ts'

interface Pairing {
  readonly id: string
  readonly secret: string
  readonly code: string
}

/** Asks for a key, as a device does. */
async function askToPair(hub: string, deviceName: string): Promise<Pairing> {
  const reply = await fetch(`${hub}/api/v1/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deviceName, app: 'obtainium' }),
  })
  expect(reply.status).toBe(200)
  return (await reply.json()) as Pairing
}

async function outcome(hub: string, { id, secret }: Pairing) {
  const reply = await fetch(`${hub}/api/v1/pairings/${id}?wait=10`, {
    headers: { authorization: `Bearer ${secret}` },
  })
  return (await reply.json()) as { state: string; key?: string }
}

const lan = { environment: { LAN: 'on' } }

test('a device asks, is approved in the notification, and syncs', async ({ computer }) => {
  const desktop = await computer.start(lan)
  const page = await desktop.page()
  await beOwner(page)
  const hub = originOf(page)
  const pairing = await askToPair(hub, 'Garden phone')
  const number = await noticeOf(desktop, 'Garden phone asks to connect')
  const notice = (await desktop.notices())[number]
  expect(notice?.body).toContain(`the code ${pairing.code}`)
  expect(notice?.actions).toEqual(['Approve', 'Deny'])
  await expect.poll(() => menuOf(desktop)).toContain('A device asks to connect…')

  await desktop.pressNotice(number, 0)
  const { state, key = '' } = await outcome(hub, pairing)
  expect(state).toBe('approved')
  const sent = { deviceName: 'Garden phone', savedTs: '2026-01-01T10:00:00Z', settings: { a: 1 } }
  expect(await sync(hub, key, sent)).toMatchObject({ status: 200, action: 'created' })
  await expect.poll(() => menuOf(desktop)).not.toContain('A device asks to connect…')
})

test('a device is denied in the notification', async ({ computer }) => {
  const desktop = await computer.start(lan)
  const page = await desktop.page()
  await beOwner(page)
  const pairing = await askToPair(originOf(page), 'Stranger')
  await desktop.pressNotice(await noticeOf(desktop, 'Stranger asks to connect'), 1)
  expect(await outcome(originOf(page), pairing)).toMatchObject({ state: 'denied' })
})

test('a click on the notification opens the window at the request; decided there, it goes', async ({
  computer,
}) => {
  const desktop = await computer.start(lan)
  const page = await desktop.page()
  await beOwner(page)
  await desktop.closeWindow()
  const pairing = await askToPair(originOf(page), 'Garden phone')
  const number = await noticeOf(desktop, 'Garden phone asks to connect')
  await page.getByRole('button', { name: 'Approve' }).click()
  expect(await outcome(originOf(page), pairing)).toMatchObject({ state: 'approved' })
  await expect.poll(async () => (await desktop.notices())[number]?.isShown).toBe(false)

  await askToPair(originOf(page), 'Kitchen tablet')
  await desktop.pressNotice(await noticeOf(desktop, 'Kitchen tablet asks to connect'))
  await expect.poll(() => desktop.window()).toMatchObject({ isVisible: true })
  await expect(page.getByText('Kitchen tablet').first()).toBeVisible()
})

test('settings that shrink are told of, and one click undoes it', async ({ computer }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const hub = originOf(page)
  const key = await newKey(page, 'obtainium')
  const long = { apps: 'x'.repeat(2_000) }
  const first = { deviceName: 'a', savedTs: '2026-01-01T10:00:00Z', settings: long }
  expect(await sync(hub, key, first)).toMatchObject({ action: 'created' })
  const short = { deviceName: 'a', savedTs: '2026-01-01T11:00:00Z', settings: { apps: '' } }
  expect(await sync(hub, key, short)).toMatchObject({ action: 'incomingNewer' })
  const number = await noticeOf(desktop, 'Obtainium: the settings became much smaller')
  expect((await desktop.notices())[number]?.actions).toEqual(['Undo'])
  await desktop.pressNotice(number, 0)
  await noticeOf(desktop, 'Obtainium: undone')
  expect(await sync(hub, key, short)).toMatchObject({ action: 'existingNewer', data: long })
  const { versions } = await ask(page, 'GET', '/api/v1/slots/obtainium/history')
  expect(versions).toHaveLength(3)
})

test('what needs the person is told, and shows in the icon', async ({ computer }) => {
  const other = createServer()
  await new Promise<void>((done) => other.listen(0, '127.0.0.1', done))
  const { port } = other.address() as AddressInfo
  const desktop = await computer.start({
    args: ['--hidden'],
    environment: { PORT: String(port) },
  })
  const number = await noticeOf(desktop, 'SxncD needs your attention')
  expect((await desktop.notices())[number]?.body).toContain(`Port ${port} is in use`)
  expect(await moodOf(desktop)).toBe('attention')
  await desktop.pressNotice(number)
  const page = await desktop.page()
  expect(new URL(page.url()).port).not.toBe(String(port))
  other.close()
})

test('closing hides the window; once, and only once, a notice says where it went', async ({
  computer,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  await desktop.closeWindow()
  expect(await desktop.window()).toMatchObject({ isVisible: false })
  const number = await noticeOf(desktop, 'SxncD keeps running')
  await desktop.pressNotice(number)
  await expect.poll(() => desktop.window()).toMatchObject({ isVisible: true })
  await desktop.closeWindow()
  expect(await desktop.notices()).toHaveLength(1)
  await desktop.choose('quit')
  await desktop.ended

  const again = await computer.start()
  await (await again.page()).waitForLoadState()
  await again.closeWindow()
  expect(await again.notices()).toHaveLength(0)
  expect(await again.window()).toMatchObject({ isVisible: false })
})
