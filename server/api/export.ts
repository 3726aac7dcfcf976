import type { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { attachment, fileSchema } from '../http/attachment.ts'
import { HubError } from '../lib/errors.ts'
import { zipStream } from '../lib/zip-stream.ts'
import { listHistory, readVersion } from '../slots/history.ts'
import { whyUnreadable } from '../slots/summaries.ts'
import type { Account, SlotId, Store } from '../storage/store.ts'
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
      summary: 'Download all of your own data as a zip: every version of every app',
      response: { 200: fileSchema, ...errorAnswers(401, 429, 503) },
    },
    handler: async (request, reply) => {
      const { account } = signedInOf(request)
      attachment(reply, 'sxncd-export.zip')
      return (await zipOf(store, account, now())) as never
    },
  })
}

/** Every version, and what the hub knows of it. */
function zipOf(store: Store, account: Account, now: number): Promise<Readable> {
  return zipStream({ compress: false }, async (add) => {
    const slots = []
    const unreadable: string[] = []
    for (const id of await store.slots.list(account.id)) {
      const versions = []
      const history = await listHistory(store, id).catch((error) => {
        whyUnreadable(error)
        unreadable.push(id.app)
        return []
      })
      for (const { version, current } of history) {
        const text = await textOf(store, id, version.number)
        if (text === undefined) continue
        const file = `${id.app}/${String(version.number).padStart(6, '0')}.${version.type === 'json' ? 'json' : 'txt'}`
        await add(file, Buffer.from(text), version.receivedAt)
        versions.push({ file, ...versionView(version, current) })
      }
      slots.push({ app: id.app, versions })
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

/** The settings of a version; undefined where it was thinned out, or is damaged, by now. */
async function textOf(store: Store, id: SlotId, number: number): Promise<string | undefined> {
  try {
    return (await readVersion(store, id, number)).settings.text
  } catch (error) {
    if (error instanceof HubError && left.has(error.code)) return undefined
    throw error
  }
}

const left: ReadonlySet<string> = new Set(['version_unknown', 'content_damaged'])
