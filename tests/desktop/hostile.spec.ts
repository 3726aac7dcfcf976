import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type Page } from 'playwright/test'
import { callChannel } from '../../main/ipc/channels.ts'
import { test as base } from './fixture.ts'
import { beOwner, originOf } from './person.ts'

/** A server elsewhere, which counts who came. */
interface Elsewhere {
  readonly url: string
  readonly visits: string[]
}

const test = base.extend<{ elsewhere: Elsewhere }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures from it
  elsewhere: async ({}, use) => {
    const visits: string[] = []
    const server = createServer((request, reply) => {
      visits.push(request.url ?? '')
      reply.setHeader('access-control-allow-origin', '*').end('elsewhere')
    })
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    await use({ url, visits })
    server.close()
  },
})

/** Clicks a link that the page does not have. */
const follow = (page: Page, href: string, target = '') =>
  page.evaluate(
    ([to, where]) => {
      const { document } = globalThis as never as { document: PageDocument }
      const link = document.createElement('a')
      Object.assign(link, { href: to, target: where })
      document.body.append(link)
      link.click()
      link.remove()
    },
    [href, target] as const,
  )

/** As much of a page as these tests touch; they are checked without a browser's types. */
interface PageDocument {
  createElement(name: string): { click(): void; remove(): void; src: string }
  readonly body: { append(child: object): void }
}

test('the window is made as the checklist wants it, and pages get nothing but the bridge', async ({
  computer,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  expect((await desktop.window())?.preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
  })
  const seen = await page.evaluate(() => {
    const world = globalThis as unknown as Record<string, unknown>
    const bridge = world.sxncdDesktop as Record<string, unknown>
    const before = bridge.signInToken
    let refused = 0
    for (const change of [
      () => Object.assign(bridge, { signInToken: () => 'mine' }),
      () => Object.defineProperty(world, 'sxncdDesktop', { value: {} }),
    ]) {
      try {
        change()
      } catch {
        refused += 1
      }
    }
    const outside = ['require', 'process', 'Buffer', 'module', 'ipcRenderer', 'electron']
    return {
      found: outside.filter((name) => name in world),
      isFixed: refused === 2 && bridge.signInToken === before,
    }
  })
  expect(seen).toEqual({ found: [], isFixed: true })
})

test('no link leads the window elsewhere; https opens in the own browser of the person', async ({
  computer,
  elsewhere,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const here = page.url()
  const ways = [
    elsewhere.url,
    elsewhere.url.replace('127.0.0.1', 'localhost'),
    'https://example.com/docs',
    `${originOf(page)}/sign-in/github`,
    'file:///etc/passwd',
    'data:text/html,<p>x',
    'chrome://settings',
    'ms-settings:privacy',
  ]
  for (const way of ways) await follow(page, way)
  await expect
    .poll(() => desktop.opened())
    .toEqual(['https://example.com/docs', `${originOf(page)}/sign-in/github`])
  // What is refused leaves the page as it is.
  await page.evaluate((to) => {
    const { location } = globalThis as unknown as { location: { href: string } }
    location.href = to
  }, elsewhere.url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(page.url()).toBe(here)
  // Nor does a page of the hub that would lead on from there.
  await page.route('**/leads-on', (route) =>
    route.fulfill({ status: 302, headers: { location: elsewhere.url } }),
  )
  await follow(page, '/leads-on')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(page.url()).toBe(here)
  expect(elsewhere.visits).toEqual([])
})

test('no window opens beside it', async ({ computer, elsewhere }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  await page.evaluate(
    (targets) => {
      const { open } = globalThis as unknown as { open(url: string): void }
      for (const target of targets) open(target)
    },
    [elsewhere.url, 'file:///etc/passwd', 'about:blank', 'https://example.com/new'],
  )
  await follow(page, `${elsewhere.url}/blank`, '_blank')
  await follow(page, `${originOf(page)}/hub`, '_blank')
  await expect
    .poll(async () => [...(await desktop.opened())].sort())
    .toEqual([`${originOf(page)}/hub`, 'https://example.com/new'].sort())
  await expect.poll(() => page.context().pages().length).toBe(1)
  expect(elsewhere.visits).toEqual([])
})

test('the page loads nothing from elsewhere, and has no frames', async ({
  computer,
  elsewhere,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  // The pages of the hub forbid it themselves; this is about the program that stands around them.
  const session = await page.context().newCDPSession(page)
  await session.send('Page.setBypassCSP', { enabled: true })
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  const framed: string[] = []
  page.on('response', (response) => {
    if (response.frame() !== page.mainFrame()) framed.push(response.url())
  })
  const outcome = await page.evaluate(async (url) => {
    const { document } = globalThis as never as { document: PageDocument }
    for (const name of ['img', 'script', 'embed', 'iframe', 'webview']) {
      const one = document.createElement(name)
      one.src = `${url}/${name}`
      document.body.append(one)
    }
    const own = document.createElement('iframe')
    own.src = '/hub'
    document.body.append(own)
    // What was asked for before is answered before.
    for (let turn = 0; turn < 5; turn += 1) await fetch('/health')
    return fetch(`${url}/fetch`).then(
      () => 'loaded',
      () => 'refused',
    )
  }, elsewhere.url)
  expect(outcome).toBe('refused')
  expect(elsewhere.visits).toEqual([])
  // Not even its own pages, which refuse to be framed as well.
  expect(framed).toEqual([])
})

test('the page is given no permission but to copy', async ({ computer }) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const states = await page.evaluate(async () => {
    const { permissions } = navigator as unknown as {
      permissions: { query(of: { name: string }): Promise<{ state: string }> }
    }
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read']
    const all = await Promise.all(names.map((name) => permissions.query({ name })))
    return [...new Set(all.map(({ state }) => state))]
  })
  expect(states).toEqual(['denied'])
  const asked = await page.evaluate(() => {
    const { geolocation, mediaDevices } = navigator as unknown as {
      geolocation: { getCurrentPosition(done: () => void, fail: () => void): void }
      mediaDevices: { getUserMedia(of: { video: boolean }): Promise<unknown> }
    }
    const { Notification } = globalThis as unknown as {
      Notification: { requestPermission(): Promise<string> }
    }
    return Promise.all([
      new Promise((done) =>
        geolocation.getCurrentPosition(
          () => done('given'),
          () => done('denied'),
        ),
      ),
      mediaDevices.getUserMedia({ video: true }).then(
        () => 'given',
        () => 'denied',
      ),
      Notification.requestPermission(),
    ])
  })
  expect(asked).toEqual(['denied', 'denied', 'denied'])
  await page.goto(`${originOf(page)}/hub`)
  const copied = await page.evaluate(() => {
    const { clipboard } = navigator as unknown as {
      clipboard: { writeText(text: string): Promise<void> }
    }
    return clipboard.writeText('x').then(
      () => 'copied',
      (error) => String(error),
    )
  })
  expect(copied).toBe('copied')
})

test('calls that are not as they should be are refused, whoever makes them', async ({
  computer,
}) => {
  const desktop = await computer.start()
  const page = await desktop.page()
  await beOwner(page)
  const refusals = await page.evaluate(async () => {
    type Bridge = Record<string, (...args: unknown[]) => Promise<unknown>>
    const { sxncdDesktop } = globalThis as unknown as { sxncdDesktop: Bridge }
    const tries: readonly (readonly [string, ...unknown[]])[] = [
      ['setPaused', 'yes'],
      ['setPaused'],
      ['chooseFile', '/etc/passwd'],
      ['addLink', { path: '/etc/passwd', app: 'vimium', writeBack: true }],
      ['addLink', { choice: 'made-up', app: 'vimium', writeBack: true }],
      ['changeLink', 'x', { writeBack: true, path: '/etc/passwd' }],
      ['syncLink', { id: 'x' }, 'to-file'],
    ]
    return Promise.all(
      tries.map(([name, ...args]) =>
        sxncdDesktop[name]?.(...args).then(
          () => 'done',
          (error: Error) => error.message,
        ),
      ),
    )
  })
  expect(refusals.filter((one) => one?.includes('are not as they should be'))).toHaveLength(6)
  expect(refusals).toContain('Choose the file again.')

  const { url } = (await desktop.window()) ?? { url: '' }
  const calls = [
    [{ url: 'http://127.0.0.1:1/', isMainFrame: true }, 'signInToken'],
    [{ url, isMainFrame: false }, 'signInToken'],
    [{ url: 'null', isMainFrame: true }, 'signInToken'],
    [{ url, isMainFrame: true }, 'constructor'],
    [{ url, isMainFrame: true }, { name: 'state' }],
  ] as const
  for (const [frame, name] of calls) {
    expect(await desktop.callFrom(frame, callChannel, name)).toMatchObject({ ok: false })
  }
  const own = { url, isMainFrame: true }
  expect(await desktop.callFrom(own, callChannel, 'state')).toMatchObject({ ok: true })
})
