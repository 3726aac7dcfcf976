import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import { type IdentityContext, providerRoutes } from '../../../../server/api/providers.ts'
import type { Identity, Provider } from '../../../../server/sign-in/providers/provider.ts'

export interface TestApp {
  readonly url: string
  readonly clock: { now: number }
  /** Everybody who came through. */
  readonly arrived: { identity: Identity; context: IdentityContext }[]
  readonly logged: string[]
  /** Who is signed in already. */
  readonly session: { account: string | undefined }
}

/** The routes alone on a real port, with providers that are made once the address is known. */
export async function startApp(
  makeProviders: (url: string, now: () => number) => Promise<readonly Provider[]>,
): Promise<TestApp> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const clock = { now: Date.parse('2025-03-01T12:00:00.000Z') }
  const arrived: TestApp['arrived'] = []
  const logged: string[] = []
  const session: TestApp['session'] = { account: undefined }
  const log: FastifyBaseLogger = pino(
    { level: 'warn' },
    { write: (line) => void logged.push(line) },
  )
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    serverFactory: (handler) => server.on('request', handler),
  })
  const providers = await makeProviders(url, () => clock.now)
  providerRoutes(app, {
    providers: new Map(providers.map((one) => [one.type, one])),
    now: () => clock.now,
    publicUrl: url,
    rateLimit: true,
    invitationOf: (ticket) => (ticket === 'ticket' ? 'secret' : undefined),
    knownBrowser: async () => undefined,
    sessionOf: ({ query }) => (query as { ticket?: string }).ticket,
    accountOf: async () => session.account,
    onFailure: () => {},
    onIdentity: async (identity, context) => {
      arrived.push({ identity, context })
      return {
        redirect: context.link ? `/account?linked=${context.type}` : context.returnTo,
      }
    },
  })
  await app.ready()
  onTestFinished(async () => {
    server.closeAllConnections()
    await app.close()
  })
  return { url, clock, arrived, logged, session }
}
