import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { ModuleProblem } from '../app-modules/index.ts'
import type { KeyHolder } from './accounts/keys.ts'
import { addressRoutes } from './address/routes.ts'
import { setUpAccess } from './api/access.ts'
import { accountSecurityRoutes } from './api/account-security.ts'
import { accountRoutes } from './api/accounts.ts'
import { addressTicketRoutes, createAddressTickets } from './api/address-tickets.ts'
import { appRoutes } from './api/apps.ts'
import { backupRoutes } from './api/backup-download.ts'
import { keptBackupRoutes } from './api/backups.ts'
import { conflictRoutes } from './api/conflicts.ts'
import { connectRoutes } from './api/connect.ts'
import type { RouteContext } from './api/context.ts'
import { controlRoutes } from './api/control.ts'
import { deviceRoutes } from './api/devices.ts'
import { doctorRoutes } from './api/doctor.ts'
import { eventRoutes } from './api/events.ts'
import { exportRoutes } from './api/export.ts'
import { fileRoutes } from './api/files.ts'
import { hubRoutes } from './api/hub.ts'
import { importRoutes } from './api/import.ts'
import { infoRoutes } from './api/info.ts'
import { inviteRoutes } from './api/invites.ts'
import { keyRoutes } from './api/keys.ts'
import { browserKnownToAny } from './api/known-browsers.ts'
import { metricsRoutes } from './api/metrics.ts'
import { noteChanges } from './api/note-changes.ts'
import { notifyRoutes } from './api/notify.ts'
import { apiDocument, setUpOpenApi } from './api/openapi.ts'
import { pairingRequestRoutes } from './api/pairing-requests.ts'
import { pairingRoutes } from './api/pairings.ts'
import { acceptIdentity } from './api/provider-sign-in.ts'
import { providerRoutes } from './api/providers.ts'
import { setUpProxyWatch } from './api/proxy-watch.ts'
import { reportRoutes } from './api/report.ts'
import { restoreRoutes } from './api/restore.ts'
import { setUpRouteTable } from './api/route-table.ts'
import { signInRoutes } from './api/session.ts'
import { defaultHubName, settingsRoutes } from './api/settings.ts'
import { proxyAmong } from './api/signed-in.ts'
import { slotEventRoutes } from './api/slot-events.ts'
import { slotRoutes } from './api/slots.ts'
import { syncRoutes } from './api/sync.ts'
import { tokenRoutes } from './api/tokens.ts'
import { windowFiles } from './api/window-files.ts'
import { windowSignInRoutes } from './api/window-session.ts'
import type { Backups } from './backup/backups.ts'
import { createRestorer, type RestoreParts } from './backup/restore-here.ts'
import { davRoutes } from './dav/routes.ts'
import { setUpClosing } from './http/closing.ts'
import { compilersFactory } from './http/compilers.ts'
import { setUpConcurrencyLimit } from './http/concurrency-limit.ts'
import { setUpDownloads } from './http/downloads.ts'
import { answerBadAddress, clientErrorHandler, setUpErrors } from './http/error-reply.ts'
import { setUpExtensions } from './http/extensions.ts'
import { setUpForwarded } from './http/forwarded.ts'
import { setUpHeaders } from './http/headers.ts'
import { setUpJsonBodies } from './http/json-body.ts'
import { setUpLargePayloads } from './http/large-payloads.ts'
import { setUpLeastRate } from './http/least-rate.ts'
import { setUpLog } from './http/log.ts'
import { setUpNotFound, setUpSwitches } from './http/not-found.ts'
import { setUpPausing } from './http/pausing.ts'
import { nodeOptions, setUpNodeAnswers } from './http/protocol-errors.ts'
import { setUpPublicAddress, withoutPublicPath } from './http/public-address.ts'
import type { Timeouts } from './http/timeouts.ts'
import { setUpTraffic } from './http/traffic.ts'
import type { Notify } from './notify/notify.ts'
import { createPairings } from './pairing/pairings.ts'
import { createTickets } from './pairing/tickets.ts'
import { syncYomiRoutes } from './services/syncyomi.ts'
import { tabbyRoutes } from './services/tabby.ts'
import { createAttempts } from './sign-in/attempts.ts'
import { createInviteTickets } from './sign-in/invite-tickets.ts'
import type { Provider } from './sign-in/providers/provider.ts'
import { findSessionByKey } from './sign-in/sessions.ts'
import type { SetUp } from './sign-in/set-up.ts'
import type { WindowTokens } from './sign-in/window-tokens.ts'
import { allApps } from './storage/all-apps.ts'

export interface AppParts extends RouteContext {
  readonly log: FastifyBaseLogger
  readonly version: string
  readonly startedAt: number
  /** Of the documents in the data folder. */
  readonly schema: number
  readonly controlToken: string
  readonly timeouts: Timeouts
  readonly moduleProblems: readonly ModuleProblem[]
  readonly setUp: SetUp
  readonly windowTokens: WindowTokens
  readonly paused: () => boolean
  readonly backups: Backups
  readonly notify: Notify
  readonly onKeyRefused: (from: string) => void
  readonly restore: RestoreParts
  /** The ways in through others that are configured. */
  readonly providers: ReadonlyMap<string, Provider>
}

/** Bodies of all routes but the sync. */
const smallBody = 64 * 1024

/** The HTTP face of the hub: strict about what comes in, and an explicit list of routes. */
export async function createApp(parts: AppParts): Promise<FastifyInstance> {
  const { config, timeouts } = parts
  const app: FastifyInstance = Fastify({
    loggerInstance: parts.log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    bodyLimit: smallBody,
    // A HEAD does all the work of its GET: routes that want one say so.
    exposeHeadRoutes: false,
    schemaController: { compilersFactory },
    trustProxy: config.trustProxy ? [...config.trustProxy] : false,
    // Fastify leaves slow senders alone.
    requestTimeout: timeouts.request,
    connectionTimeout: timeouts.silence,
    http: {
      ...nodeOptions,
      headersTimeout: timeouts.headers,
      connectionsCheckingInterval: timeouts.check,
    },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: clientErrorHandler(timeouts.check),
    frameworkErrors: answerBadAddress,
    rewriteUrl: withoutPublicPath(config.publicUrls),
    routerOptions: {
      ignoreDuplicateSlashes: true,
      ignoreTrailingSlash: true,
      // Counted while still encoded: a name of 200 characters takes up to 12 for each.
      maxParamLength: 2_400,
    },
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

  setUpRouteTable(app)
  await setUpOpenApi(app, { version: parts.version, publicUrls: config.publicUrls })
  setUpErrors(app)
  setUpTraffic(app, parts.metrics)
  setUpHeaders(app, config.publicUrl)
  setUpForwarded(app, config.authModules.includes('proxy') ? [config.proxyUserHeader] : [])
  setUpPublicAddress(app, config.publicUrls)
  setUpSwitches(app)
  setUpExtensions(app)
  setUpLeastRate(app, timeouts)
  setUpLog(app)
  setUpClosing(app)
  setUpNodeAnswers(app)
  setUpJsonBodies(app)
  setUpPausing(app, parts.paused)
  app.decorate('addressTickets', createAddressTickets(parts.now))
  app.decorate('proxySignIn', proxyAmong(parts.providers))
  setUpAccess(app, {
    store: parts.store,
    now: parts.now,
    controlToken: parts.controlToken,
    rateLimit: config.rateLimit,
    publicUrls: config.publicUrls,
    apps: parts.apps,
    metricsToken: config.metricsToken,
    onKeyRefused: parts.onKeyRefused,
  })
  setUpProxyWatch(app, parts)
  if (config.rateLimit) setUpConcurrencyLimit(app)
  setUpDownloads(app)
  setUpLargePayloads(app, config.bodyLimit, parts.metrics)
  setUpNotFound(app)
  noteChanges(app, parts.backups.noteChange)

  const hubName = () => parts.store.settings.get().hubName ?? defaultHubName
  const signIn = {
    ...parts,
    hubName,
    attempts: createAttempts(parts.now),
    inviteTickets: createInviteTickets(parts.now),
    signUp: config.signUp,
    ways: [...parts.providers.values()].map(({ type, name }) => ({ type, name })),
  }
  const pairing = {
    ...parts,
    hubName,
    pairings: createPairings(parts.now),
    tickets: createTickets(parts.now),
  }
  const backup = { ...parts, restorer: createRestorer(parts.restore) }
  const files = {
    ...parts,
    publicUrls: config.publicUrls,
    treeOf: ({ key, account }: KeyHolder) =>
      parts.trees.ofApp({ accountId: account.id, app: key.app }),
  }
  const isOn = (service: 'syncyomi' | 'tabby') =>
    parts.store.settings.get()[service] ?? config[service]
  const scopes: ((scope: FastifyInstance) => void | Promise<void>)[] = [
    (scope) => syncRoutes(scope, parts),
    (scope) => accountRoutes(scope, parts),
    (scope) => keyRoutes(scope, parts),
    (scope) => tokenRoutes(scope, parts),
    (scope) => deviceRoutes(scope, parts),
    (scope) => slotRoutes(scope, parts),
    (scope) => conflictRoutes(scope, parts),
    (scope) => fileRoutes(scope, parts),
    (scope) =>
      davRoutes(scope, {
        ...parts,
        publicUrls: config.publicUrls,
        treeOf: ({ key, account }) =>
          key.app === allApps
            ? parts.trees.ofAccount(account.id)
            : parts.trees.ofApp({ accountId: account.id, app: key.app }),
      }),
    (scope) => addressRoutes(scope, files),
    (scope) => syncYomiRoutes(scope, { ...files, isOn: () => isOn('syncyomi') }),
    (scope) =>
      tabbyRoutes(scope, { ...files, isOn: () => isOn('tabby'), bodyLimit: config.bodyLimit }),
    (scope) => appRoutes(scope, parts),
    (scope) => exportRoutes(scope, parts),
    (scope) => backupRoutes(scope, parts),
    (scope) => keptBackupRoutes(scope, backup),
    (scope) => restoreRoutes(scope, backup),
    (scope) => eventRoutes(scope, parts),
    (scope) => slotEventRoutes(scope, parts),
    (scope) => connectRoutes(scope, pairing),
    (scope) => doctorRoutes(scope, parts),
    (scope) => reportRoutes(scope, parts),
    (scope) => pairingRoutes(scope, pairing),
    (scope) => pairingRequestRoutes(scope, pairing),
    (scope) => addressTicketRoutes(scope),
    (scope) => signInRoutes(scope, signIn),
    (scope) =>
      providerRoutes(scope, {
        providers: parts.providers,
        now: parts.now,
        rateLimit: config.rateLimit,
        publicUrl: config.publicUrl,
        invitationOf: (ticket) => signIn.inviteTickets.take(ticket),
        knownBrowser: (request) => browserKnownToAny(parts.store, request),
        sessionOf: (request) => app.addressTickets.sessionKeyOf(request),
        accountOf: async (session) =>
          (await findSessionByKey(parts.store, session, parts.now))?.account.id,
        onFailure: () => app.countRefusal('provider_sign_in_failed'),
        onIdentity: async (identity, context) => ({
          redirect: await acceptIdentity(signIn, { ...identity, way: context.type }, context),
        }),
      }),
    (scope) => inviteRoutes(scope, signIn),
    (scope) => windowSignInRoutes(scope, parts),
    (scope) => accountSecurityRoutes(scope, signIn),
    (scope) => controlRoutes(scope, parts),
    (scope) => importRoutes(scope, parts),
    (scope) => settingsRoutes(scope, parts),
    (scope) => notifyRoutes(scope, parts),
    (scope) => hubRoutes(scope, parts),
    (scope) =>
      infoRoutes(scope, {
        ...parts,
        describe: () => apiDocument(app),
        name: hubName,
      }),
    (scope) => metricsRoutes(scope, parts.metrics),
    (scope) => windowFiles(scope),
  ]
  for (const routes of scopes) await app.register(async (scope) => routes(scope))
  return app
}
