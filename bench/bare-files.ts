import type { AddressInfo } from 'node:net'
import fastifyStatic from '@fastify/static'
import Fastify from 'fastify'
import { serve } from './worker.ts'

/** What Fastify itself can do: files of a folder, as they are. Answers with its port. */
serve(async ({ folder }: { folder: string }): Promise<number> => {
  const app = Fastify()
  await app.register(fastifyStatic, { root: folder })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
})
