import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'

/** The answer of a route that gives a download. */
export const fileSchema = Type.String({
  description: 'The file',
  contentMediaType: 'application/octet-stream',
})

/**
 * Makes an answer a download, under the name that the app gives such a file.
 * @param modifiedAt in ms since 1970
 */
export function attachment(reply: FastifyReply, fileName: string, modifiedAt?: number): void {
  const plain = fileName.replaceAll(/[^\w.-]/g, '_')
  reply
    .type('application/octet-stream')
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    )
  if (modifiedAt !== undefined) {
    reply.header('last-modified', new Date(modifiedAt).toUTCString())
  }
}
