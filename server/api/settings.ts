import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { Config } from '../config/config.ts'
import { days, hours } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import type { RetentionPolicy } from '../slots/retention.ts'
import type { Store } from '../storage/store.ts'
import { ownerDocs, ownerOnly, type RouteContext } from './context.ts'
import { answer, errorAnswers } from './schemas/common.ts'
import { hubSettingsSchema, type Settings } from './schemas/hub-settings.ts'

const closed = { additionalProperties: false }
const mib = 1024 ** 2

export const defaultHubName = 'SxncD hub'

/** How much history is kept: what the owner chose, else what the configuration says. */
export function retentionOf(config: Config, store: Store): RetentionPolicy {
  const chosen = store.settings.get().retention
  if (!chosen) return config.retention
  return {
    keepAllFor: hours(chosen.allHours),
    hourlyFor: days(chosen.hourlyDays),
    dailyFor: days(chosen.dailyDays),
    atLeast: chosen.versions,
    maxSize: chosen.sizeMiB * mib,
  }
}

function settingsView({ config, store, lan }: RouteContext): Settings {
  const settings = store.settings.get()
  return {
    hubName: settings.hubName ?? defaultHubName,
    appsOff: [...(settings.appsOff ?? [])],
    lan: lan.on,
    lanInterface: settings.lanInterface ?? '',
    syncyomi: settings.syncyomi ?? config.syncyomi,
    tabby: settings.tabby ?? config.tabby,
    retention: settings.retention ?? {
      allHours: config.keepAllHours,
      hourlyDays: config.hourlyDays,
      dailyDays: config.dailyDays,
      versions: config.historyVersions,
      sizeMiB: Math.max(1, Math.round(config.historySize / mib)),
    },
  }
}

/** What the owner may change while the hub runs. */
export function settingsRoutes(app: FastifyInstance, parts: RouteContext): void {
  const { store, apps, events, lan } = parts
  const api = app.withTypeProvider<TypeBoxTypeProvider>()
  const settingsAnswer = answer({ settings: hubSettingsSchema }, 'The settings of the hub')

  api.get('/api/v1/settings', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'readHubSettings',
      summary: 'The settings of the hub',
      response: { 200: settingsAnswer, ...errorAnswers(401, 403) },
    },
    handler: async () => ({
      success: true as const,
      settings: settingsView(parts),
    }),
  })

  api.patch('/api/v1/settings', {
    config: ownerOnly,
    schema: {
      ...ownerDocs,
      operationId: 'changeHubSettings',
      summary: 'Change settings of the hub; what is left out stays as it is',
      body: Type.Partial(hubSettingsSchema, { ...closed, title: 'HubSettingsChange' }),
      response: { 200: settingsAnswer, ...errorAnswers(400, 401, 403, 404, 503, 507) },
    },
    handler: async ({ body }) => {
      const unknown = body.appsOff?.find((type) => !apps.all.has(type))
      if (unknown !== undefined) {
        throw new HubError('app_unknown', { app: unknown, known: [...apps.all.keys()].join(', ') })
      }
      await store.settings.change((settings) => ({ ...settings, ...body }))
      // The window asks for the addresses next: they are to be the new ones.
      await lan.refresh()
      events.emit({ kind: 'hub' })
      return { success: true as const, settings: settingsView(parts) }
    },
  })
}
