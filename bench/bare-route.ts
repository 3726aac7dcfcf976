import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { serve } from './worker.ts'

/** What Fastify itself can do: a route that parses a body and echoes it. Answers with its port. */
serve(async (): Promise<number> => {
  const app = Fastify()
  app.post('/api/v1/sync/update', async (request) => request.body)
  await app.listen({ host: '127.0.0.1', port: 0 })
  return (app.server.address() as AddressInfo).port
})
