import { randomUUID } from 'node:crypto'
import swagger from '@fastify/swagger'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { AppModule } from '../app-modules/manifest.ts'
import { ownerRoutes } from './accounts/routes.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import { setUpAccess } from './http/access.ts'
import { answerClientError, answerError, setUpErrors } from './http/error-reply.ts'
import { setUpHeaders } from './http/headers.ts'
import { setUpJsonBodies } from './http/json-body.ts'
import { setUpLog } from './http/log.ts'
import { infoRoutes } from './info/routes.ts'
import type { SlotId, Store, Version } from './storage/store.ts'
import { syncRoutes } from './sync/routes.ts'

export interface AppParts {
  readonly config: Config
  readonly store: Store
  readonly now: Clock
  readonly log: FastifyBaseLogger
  readonly version: string
  readonly controlToken: string
  /** The apps that are switched on, by type. */
  readonly apps: ReadonlyMap<string, AppModule>
  readonly onChange: (id: SlotId, version: Version) => void
}

/** Bodies of all routes but the sync. */
const smallBody = 64 * 1024

/** The HTTP face of the hub: strict about what comes in, and an explicit list of routes. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { config } = parts
  const app: FastifyInstance = Fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: smallBody,
    trustProxy: config.trustProxy ? [...config.trustProxy] : false,
    // Fastify leaves slow senders alone; Node looks for them only every 30 s unless told to.
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
    frameworkErrors: answerError,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    ajv: {
      // Nothing that came in is ever changed: no types turned, no fields dropped or filled in.
      customOptions: {
        removeAdditional: false,
        coerceTypes: false,
        useDefaults: false,
        allowUnionTypes: true,
      },
    },
  })

  setUpErrors(app)
  setUpHeaders(app)
  setUpLog(app)
  setUpJsonBodies(app)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'SxncD hub',
        description: "Keeps the settings of apps in step across a person's devices.",
        version: parts.version,
      },
      components: {
        securitySchemes: {
          key: {
            type: 'apiKey',
            in: 'header',
            name: 'Authorization',
            description: 'The API key of an app, alone or after `Bearer`',
          },
          owner: { type: 'http', scheme: 'bearer', description: 'The owner of the hub' },
        },
      },
    },
  })
  setUpAccess(app, {
    store: parts.store,
    now: parts.now,
    controlToken: parts.controlToken,
    rateLimit: config.rateLimit,
  })

  const routes = { ...parts, ...config }
  await app.register(async (scope) => syncRoutes(scope, routes))
  await app.register(async (scope) => ownerRoutes(scope, routes))
  await app.register(async (scope) => infoRoutes(scope, { ...parts, name: 'SxncD hub' }))
  return app
}
