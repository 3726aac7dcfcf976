import type { CDPSession } from 'playwright/test'
import type { Program } from './hosted-page.ts'

export interface Requests {
  /** Navigates for the program itself, which is not asked about it then. */
  own(navigate: () => Promise<unknown>): Promise<void>
}

/**
 * Stops each request of a page until the program has said whether it may go: its listeners of
 * `will-navigate` and `will-redirect`, then those of the session's `webRequest`.
 */
export async function watchRequests(
  id: number,
  session: CDPSession,
  program: Program,
): Promise<Requests> {
  let isOwn = false
  await session.send('Page.enable')
  const { frameTree } = await session.send('Page.getFrameTree')

  session.on('Fetch.requestPaused', async (paused) => {
    const { requestId, request, frameId, resourceType, redirectedRequestId } = paused
    const isMainFrame = frameId === frameTree.frame.id
    const isRedirect = redirectedRequestId !== undefined
    const ask = async (): Promise<'Aborted' | 'BlockedByClient' | undefined> => {
      if (resourceType === 'Document') {
        const to = { url: request.url, isMainFrame }
        const isAsked = isRedirect || !(isMainFrame && isOwn)
        if (isMainFrame && !isRedirect) isOwn = false
        if (isAsked && (await program.ask('willNavigate', id, to, isRedirect))) return 'Aborted'
      }
      const asked = { url: request.url, type: resourceType }
      return (await program.ask('willRequest', id, asked)) ? 'BlockedByClient' : undefined
    }
    try {
      // A program that has ended lets nothing through.
      const errorReason = await ask().catch(() => 'Aborted' as const)
      if (errorReason) await session.send('Fetch.failRequest', { requestId, errorReason })
      else await session.send('Fetch.continueRequest', { requestId })
    } catch {
      // The page was closed meanwhile.
    }
  })
  await session.send('Fetch.enable', { patterns: [{ urlPattern: '*' }] })
  return {
    async own(navigate) {
      isOwn = true
      try {
        await navigate()
      } finally {
        isOwn = false
      }
    },
  }
}
