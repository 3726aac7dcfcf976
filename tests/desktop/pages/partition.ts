import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Browser, BrowserContext, Page, Request } from 'playwright/test'

/** What the windows of one Electron session share: cookies, storage, and who is let in. */
export interface Partition {
  newPage(): Promise<Page>
  /** Ends it; what a persistent session keeps is kept. */
  close(): Promise<void>
}

/** @param userData where Electron keeps what a persistent partition holds */
export async function openPartition(
  browser: Browser,
  userData: string,
  name: string,
): Promise<Partition> {
  const isPersistent = name.startsWith('persist:')
  const file = join(userData, 'Partitions', `${name.slice('persist:'.length)}.json`)
  const kept = isPersistent && (await readFile(file, 'utf8').catch(() => undefined))
  const context = await browser.newContext({
    locale: 'en-GB',
    ...(kept && { storageState: JSON.parse(kept) }),
  })
  const newPage = await keepOut(context)
  return {
    newPage,
    async close() {
      if (isPersistent) await keep(context, file)
      await context.close()
    },
  }
}

/**
 * A page that is no window of the program, such as one that `window.open` made, loads nothing and is
 * closed. @returns what opens a page that may stay
 */
async function keepOut(context: BrowserContext): Promise<() => Promise<Page>> {
  const ours = new Set<Page>()
  let expected = 0
  context.on('page', (page) => {
    if (expected > 0) {
      expected -= 1
      ours.add(page)
    } else {
      void page.close().catch(() => {})
    }
  })
  await context.route('**/*', async (route) => {
    if (isFrom(route.request(), ours)) await route.fallback()
    else await route.abort()
  })
  return () => {
    expected += 1
    return context.newPage()
  }
}

function isFrom(request: Request, ours: ReadonlySet<Page>): boolean {
  try {
    return ours.has(request.frame().page())
  } catch {
    // The first request of a page that is only about to be.
    return false
  }
}

async function keep(context: BrowserContext, file: string): Promise<void> {
  const { cookies, origins } = await context.storageState()
  // As in a browser: what has no end of its own ends with the program.
  const state = { cookies: cookies.filter(({ expires }) => expires > 0), origins }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify(state))
}
