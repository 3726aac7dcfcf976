import { statfs } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'
import type { Backups } from '../backup/backups.ts'
import type { Check } from '../checks/check.ts'
import { diagnose } from '../checks/doctor.ts'
import { readSystem } from '../checks/firewall.ts'
import { readAccess } from '../checks/folder-access.ts'
import { readThrough } from '../checks/read-through.ts'
import { callSelf } from '../checks/self-call.ts'
import { networksOf } from '../discovery/interfaces.ts'
import type { RouteContext } from './context.ts'

const readForMs = 1_500

/** The room that is left in a folder, in bytes; NaN where nobody can tell. */
const freeIn = (folder: string): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.NaN,
  )

/** Looks for what keeps devices from the hub, and for damaged files. */
export async function lookAround(
  app: FastifyInstance,
  parts: RouteContext & { readonly backups: Pick<Backups, 'last'> },
): Promise<Check[]> {
  const { lan, store, config, now } = parts
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
  return diagnose({
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
    publicUrls: config.publicUrls,
    proxied: app.lastProxied(),
  })
}
