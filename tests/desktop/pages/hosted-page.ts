import type { CDPSession, Page } from 'playwright/test'
import type { Channel } from '../channel.ts'
import { createCodec } from '../in-page/codec.ts'
import type { HostCalls, PageOptions, ProgramCalls } from '../protocol.ts'
import { settlePermissions } from './permissions.ts'
import { preloadScripts } from './preload-scripts.ts'
import { watchRequests } from './requests.ts'

export type Program = Channel<HostCalls, ProgramCalls>

/** The page of a window of the program. */
export interface HostedPage {
  readonly page: Page
  load(url: string): Promise<void>
  deliver(channel: string, args: readonly unknown[]): Promise<void>
}

/** Puts a page under the program's rules, and its preload script before it. */
export async function hostPage(
  id: number,
  page: Page,
  { preload, width, height }: PageOptions,
  program: Program,
): Promise<HostedPage> {
  const session = await page.context().newCDPSession(page)
  await page.setViewportSize({ width, height })
  const requests = await watchRequests(id, session, program)
  const deliver = await runPreload(id, preload, page, session, program)
  session.on('Page.windowOpen', ({ url }) => void program.ask('windowOpen', id, url))
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) void program.ask('navigated', id, frame.url()).catch(() => {})
  })
  page.on('crash', () => void program.ask('pageGone', id))
  page.on('download', async (download) => {
    if (await program.ask('willDownload', id, download.url())) await download.cancel()
  })
  return {
    page,
    async load(url) {
      await settlePermissions(id, new URL(url), session, program)
      await requests.own(() => page.goto(url, { waitUntil: 'load' }))
    },
    deliver,
  }
}

/** @returns what brings messages to the preload script */
async function runPreload(
  id: number,
  preload: string,
  page: Page,
  session: CDPSession,
  program: Program,
): Promise<HostedPage['deliver']> {
  const scripts = preloadScripts(preload)
  const codec = createCodec()
  let worldOfMainFrame: number | undefined
  await session.send('Page.enable')
  const { frameTree } = await session.send('Page.getFrameTree')

  session.on('Runtime.executionContextCreated', ({ context: made }) => {
    const { frameId } = made.auxData as { frameId?: string }
    if (made.name === scripts.world && frameId === frameTree.frame.id) worldOfMainFrame = made.id
  })
  const send = async (message: object) => {
    const text = JSON.stringify(JSON.stringify(message))
    if (worldOfMainFrame === undefined) return
    await session.send('Runtime.evaluate', {
      contextId: worldOfMainFrame,
      expression: `globalThis[${JSON.stringify(scripts.delivery)}](${text})`,
    })
  }
  session.on('Runtime.bindingCalled', async ({ name, payload }) => {
    if (name !== scripts.binding) return
    const { kind, id: call, channel, args } = JSON.parse(payload)
    const from = { url: page.url(), isMainFrame: true }
    const sent = args.map(codec.decode)
    try {
      const value = await program.ask('ipc', id, from, channel, sent, kind === 'invoke')
      if (kind === 'invoke') await send({ id: call, ok: true, value: codec.encode(value) })
    } catch (error) {
      await send({ id: call, ok: false, value: codec.encode(error) }).catch(() => {})
    }
  })
  const early = 'Page.addScriptToEvaluateOnNewDocument'
  await session.send('Runtime.enable')
  await session.send('Runtime.addBinding', {
    name: scripts.binding,
    executionContextName: scripts.world,
  })
  await session.send(early, { source: scripts.preload, worldName: scripts.world })
  await session.send(early, { source: scripts.page })
  return (channel, args) => send({ id: 0, channel, args: args.map(codec.encode) })
}
