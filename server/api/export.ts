import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { attachment, fileSchema } from '../http/attachment.ts'
import { HubError } from '../lib/errors.ts'
import { zipStream } from '../lib/zip-stream.ts'
import { listHistory, readContent } from '../slots/history.ts'
import { whyUnreadable } from '../slots/summaries.ts'
import { allSlots } from '../storage/all-slots.ts'
import type { Account, SlotId, Store, Version } from '../storage/store.ts'
import { signedInOf } from './access.ts'
import { accountDocs, accountOnly, type RouteContext } from './context.ts'
import { errorAnswers } from './schemas/common.ts'
import { accountView } from './views/accounts.ts'
import { versionView } from './views/slots.ts'

/** All of one's own data in one file. */
export function exportRoutes(app: FastifyInstance, { store, now }: RouteContext): void {
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/v1/me/export', {
    config: { ...accountOnly, download: 'export' },
    schema: {
      ...accountDocs,
      operationId: 'exportAccount',
      summary: 'Download all of your own data as a zip: every version of every app and file',
      response: { 200: fileSchema, ...errorAnswers(401, 429, 503) },
    },
    handler: async (request, reply) => {
      const { account } = signedInOf(request)
      attachment(reply, 'sxncd-export.zip')
      return (await zipOf(store, account, now())) as never
    },
  })
}

/** Every version of the settings and of the files, and what the hub knows of it. */
function zipOf(store: Store, account: Account, now: number): Promise<Readable> {
  return zipStream({ compress: false }, async (add) => {
    const slots = []
    const unreadable: string[] = []
    for await (const id of allSlots(store.slots, account.id)) {
      const versions = []
      const history = await listHistory(store, id).catch((error) => {
        whyUnreadable(error)
        unreadable.push(id.path === undefined ? id.app : `${id.app}/files/${id.path}`)
        return []
      })
      for (const { version, current } of history) {
        // A folder, or a deletion, holds nothing.
        const bytes = version.mark ? undefined : await bytesOf(store, id, version.number)
        if (bytes === undefined) continue
        const file = placeOf(id, version, current)
        await add(file, bytes, version.receivedAt)
        versions.push({ file, ...versionView(version, current) })
      }
      const { app, path } = id
      if (path === undefined || versions.length > 0) slots.push({ app, path, versions })
    }
    // Nobody shall take it for all there is.
    const about = {
      account: accountView(account),
      slots,
      ...(unreadable.length > 0 && { unreadable }),
    }
    await add('about.json', Buffer.from(`${JSON.stringify(about, null, 2)}\n`), now)
  })
}

/** Where a version stands in the zip: a file that is current as devices see it. */
function placeOf({ app, path }: SlotId, { number, type }: Version, current: boolean): string {
  const name = String(number).padStart(6, '0')
  if (path === undefined) {
    return `${app}/${name}.${{ json: 'json', text: 'txt', bytes: 'bin' }[type]}`
  }
  return current ? `${app}/files/${path}` : `${app}/file-history/${path}/${name}`
}

/** The content of a version; undefined where it was thinned out, or is damaged, by now. */
async function bytesOf(store: Store, id: SlotId, number: number): Promise<Buffer | undefined> {
  try {
    return await buffer((await readContent(store, id, number)).content.stream())
  } catch (error) {
    // What turns out damaged while it is read is set aside, and no version any more.
    const isGone = async () =>
      (await store.slots.read(id, (slot) => slot.version(number))) === undefined
    if (error instanceof HubError ? left.has(error.code) : await isGone()) return undefined
    throw error
  }
}

const left: ReadonlySet<string> = new Set(['version_unknown', 'content_damaged'])
