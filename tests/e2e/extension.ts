import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Worker } from 'playwright/test'
import { findBrowser } from './find-browser.ts'

/** Google's own browser loads no extension from a folder. */
export const loadsExtensions = !findBrowser().includes('google-chrome')

export interface RunningExtension {
  readonly context: BrowserContext
  readonly worker: Worker
  /** The address of a page of the extension. */
  address(page: string): string
  close(): Promise<void>
}

/** A browser with the extension in `folder`, and its service worker. */
export async function runExtension(folder: string): Promise<RunningExtension> {
  const profile = await mkdtemp(join(tmpdir(), 'sxncd-profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findBrowser(),
    // The headless mode that knows extensions.
    headless: false,
    args: [
      '--headless=new',
      '--no-sandbox',
      `--disable-extensions-except=${folder}`,
      `--load-extension=${folder}`,
    ],
  })
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'))
  return {
    ...{ context, worker },
    address: (page) => new URL(page, worker.url()).href,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
