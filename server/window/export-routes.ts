import { Readable } from 'node:stream'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import type { ZipFile } from 'yazl'
import { accountView } from '../accounts/schemas.ts'
import { listHistory, readVersion } from '../history/history.ts'
import { versionView } from '../history/schemas.ts'
import { signedInOf } from '../http/access.ts'
import { accountDocs, accountOnly, type RouteParts } from '../http/parts.ts'
import { errorAnswers } from '../http/schemas.ts'
import type { Account, Store } from '../storage/store.ts'
import { attachment, fileSchema } from './attachment.ts'

/** All of one's own data in one file. */
export function exportRoutes(app: FastifyInstance, { store }: RouteParts): void {
  app.withTypeProvider<TypeBoxTypeProvider>().get('/api/v1/me/export', {
    config: accountOnly,
    schema: {
      ...accountDocs,
      summary: 'Download all of your own data as a zip: every version of every app',
      response: { 200: fileSchema, ...errorAnswers(401, 503) },
    },
    handler: async (request, reply) => {
      const { account } = signedInOf(request)
      attachment(reply, 'sxncd-export.zip')
      return zipOf(store, account) as never
    },
  })
}

/** Writes the zip while it is read: one version is in memory at a time. */
async function zipOf(store: Store, account: Account): Promise<Readable> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  zip.on('error', (error) => output.destroy(error))
  addAll(zip, store, account).catch((error) => output.destroy(error))
  return output
}

async function addAll(zip: ZipFile, store: Store, account: Account): Promise<void> {
  const slots = []
  for (const id of await store.slots.list(account.id)) {
    const entries = await listHistory(store, id)
    const files = []
    for (const { version, current } of entries) {
      const name = `${id.app}/${String(version.number).padStart(6, '0')}.${version.type === 'json' ? 'json' : 'txt'}`
      zip.addReadStreamLazy(name, { mtime: new Date(version.receivedAt) }, (give) => {
        readVersion(store, id, version.number).then(
          ({ settings }) => give(null, Readable.from([Buffer.from(settings.text)])),
          (error) => give(error, Readable.from([])),
        )
      })
      files.push({ file: name, ...versionView(version, current) })
    }
    slots.push({ app: id.app, versions: files })
  }
  const about = { account: accountView(account), slots }
  zip.addBuffer(Buffer.from(`${JSON.stringify(about, null, 2)}\n`), 'about.json')
  zip.end()
}
