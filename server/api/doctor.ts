import { statfs } from 'node:fs/promises'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Backups } from '../backup/backups.ts'
import { diagnose } from '../checks/doctor.ts'
import { readSystem } from '../checks/firewall.ts'
import { readAccess } from '../checks/folder-access.ts'
import { readThrough } from '../checks/read-through.ts'
import { callSelf } from '../checks/self-call.ts'
import { networksOf } from '../discovery/interfaces.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { checkSchema, lanSchema } from './schemas/hub.ts'

const readForMs = 1_500

/** The room that is left in a folder, in bytes; NaN where nobody can tell. */
const freeIn = (folder: string): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.NaN,
  )

/** For the owner: which networks there are, and what keeps devices from the hub. */
export function doctorRoutes(
  app: FastifyInstance,
  parts: RouteContext & { readonly backups: Pick<Backups, 'last'> },
): void {
  const { lan, store, config, now } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()

  api.get('/api/v1/lan', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'readNetworks',
      summary: 'The networks of the hub: which there are, and how it is found on them',
      response: {
        200: answer(lanSchema.properties, 'The networks'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => ({
      success: true as const,
      on: lan.on,
      networks: networksOf(lan.interfaces()).map(({ name, kind, addresses }) => ({
        name,
        kind,
        addresses: addresses.map(({ address }) => address),
        served: lan.served.includes(name),
      })),
      ...(lan.announcedAs !== undefined && { announcedAs: lan.announcedAs }),
      hostName: lan.hostName,
      problems: [...lan.problems],
    }),
  })

  api.get('/api/v1/doctor', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'runDoctor',
      summary:
        'Look for what keeps devices from the hub, and for damaged files; takes up to two seconds',
      response: {
        200: answer({ checks: Type.Array(checkSchema) }, 'What was found, also what is well'),
        ...errorAnswers(401, 403),
      },
    },
    handler: async () => {
      const isListening = app.server.listening
      // Networks may have changed since they were last looked at.
      await lan.refresh()
      const lanUrls = lan.addresses().filter(({ kind }) => kind === 'lan')
      const hub = { id: store.hub.id, fingerprint: lan.tls?.fingerprint }
      const numeric = lanUrls.filter(({ url }) => !url.includes('.local:'))
      const [calls, heard, read, diskFree, replaced, access] = await Promise.all([
        isListening ? Promise.all(numeric.map(({ url }) => callSelf(url, hub))) : [],
        lan.hear(),
        readThrough(store, readForMs),
        freeIn(config.dataDir),
        store.replacedByRestores().catch(() => []),
        readAccess(config.dataDir),
      ])
      const checks = diagnose({
        isListening,
        lanIsOn: lan.on,
        networks: networksOf(lan.interfaces()),
        served: lan.served,
        problems: lan.problems,
        calls,
        heard,
        ports: [...new Set(lan.endpoints.map(({ port }) => port))],
        system: readSystem(),
        now: now(),
        clockJump: parts.clock.lastJump,
        madeAt: store.hub.createdAt,
        store: store.status(),
        dataFolder: config.dataDir,
        read,
        diskFree,
        access,
        lastBackup: parts.backups.last(),
        replaced,
      })
      return { success: true as const, checks }
    },
  })
}
