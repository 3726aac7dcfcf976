import type { Browser, Page } from 'playwright/test'
import { type HostedPage, hostPage, type Program } from './hosted-page.ts'
import { openPartition, type Partition } from './partition.ts'

/** Shows the windows of one run of the program. */
export interface PageHost {
  /** The page of the newest window there is. */
  current(): Promise<Page> | undefined
  /** Closes all; what is to stay is kept in the program's folder. */
  close(): Promise<void>
}

/** @param userData where Electron keeps what a persistent partition holds */
export function createPageHost(browser: Browser, userData: string, program: Program): PageHost {
  const partitions = new Map<string, Promise<Partition>>()
  const pages = new Map<number, Promise<HostedPage>>()

  const partitionOf = (name: string) => {
    const known = partitions.get(name) ?? openPartition(browser, userData, name)
    partitions.set(name, known)
    return known
  }
  const pageOf = (id: number) => {
    const page = pages.get(id)
    if (!page) throw new Error('The window is gone.')
    return page
  }
  program.answer({
    openPage(id, options) {
      const opened = partitionOf(options.partition)
        .then((partition) => partition.newPage())
        .then((page) => hostPage(id, page, options, program))
      pages.set(id, opened)
    },
    loadPage: async (id, url) => (await pageOf(id)).load(url),
    deliver: async (id, channel, args) => (await pageOf(id)).deliver(channel, args),
    async closePage(id) {
      const { page } = await pageOf(id)
      pages.delete(id)
      await page.close()
    },
  })
  return {
    current: () => [...pages.values()].at(-1)?.then(({ page }) => page),
    async close() {
      for (const partition of partitions.values()) await (await partition).close()
      partitions.clear()
      pages.clear()
    },
  }
}
