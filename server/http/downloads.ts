import { finished } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { HubError } from '../lib/errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer takes much reading of the disk: such are few at once, each kind by itself. */
    download?: 'export' | 'backup'
  }
}

/** Each may hold a version, and the list of all of them. */
const maxOfAccount = 2
const maxInAll = 8

/** Bounds how many exports and backups are under way at once: of one account, and in all. */
export function setUpDownloads(app: FastifyInstance): void {
  const underWay = { export: new Map<string, number>(), backup: new Map<string, number>() }
  app.addHook('onRequest', async ({ signedIn, routeOptions }, { raw }) => {
    const { download } = routeOptions.config
    if (!download) return
    const counts = underWay[download]
    // A command on this machine has no account.
    const account = signedIn?.account.id ?? ''
    const own = counts.get(account) ?? 0
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
    if (own >= maxOfAccount) throw new HubError('too_many_downloads', { seconds: 10 })
    if (all >= maxInAll) throw new HubError('downloads_busy', { seconds: 10 })
    counts.set(account, own + 1)
    finished(raw, () => {
      const left = (counts.get(account) ?? 1) - 1
      if (left > 0) counts.set(account, left)
      else counts.delete(account)
    })
  })
}
