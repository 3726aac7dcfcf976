import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Version } from '../storage/store.ts'

/** The answer of a route that gives a download. */
export const fileSchema = Type.String({
  description: 'The file',
  contentMediaType: 'application/octet-stream',
})

/** Makes an answer a download, under the name that the app gives such a file. */
export function attachment(reply: FastifyReply, fileName: string, version?: Version): void {
  const plain = fileName.replaceAll(/[^\w.-]/g, '_')
  reply
    .type('application/octet-stream')
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    )
  if (version) reply.header('last-modified', new Date(version.receivedAt).toUTCString())
}
