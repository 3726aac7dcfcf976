import type { Decision, Merge, Preferences } from '../../../server/api/schemas/conflicts.ts'
import type { Version } from '../../../server/api/schemas/history.ts'
import { client, resource } from '../../state/hub.ts'

const part = encodeURIComponent
const slot = (app: string) => `/slots/${part(app)}`
const conflict = (app: string, version: number) => `${slot(app)}/conflicts/${version}`

interface PreferencesAnswer {
  readonly preferences: Preferences
  /** What the app's module proposes for `perDevice`. */
  readonly proposed: string[]
}

/** The calls about changes that two devices made at the same time. */
export const conflictCalls = {
  preview: async (app: string, version: number, decisions: readonly Decision[]) =>
    (await client.post<{ merge: Merge }>(`${conflict(app, version)}/preview`, { decisions })).merge,
  merge: async (app: string, version: number, body: { current: number; decisions: Decision[] }) =>
    (await client.post<{ version: Version }>(`${conflict(app, version)}/merge`, body)).version,
  dismiss: (app: string, version: number) =>
    client.post<object>(`${conflict(app, version)}/dismiss`, {}),
  preferences: (app: string) => client.get<PreferencesAnswer>(`${slot(app)}/preferences`),
  changePreferences: (app: string, change: Partial<Preferences>) =>
    client.patch<PreferencesAnswer>(`${slot(app)}/preferences`, change),
}

export const preferencesOf = (app: string) =>
  resource(['preferences', app], () => conflictCalls.preferences(app))

export const mergePath = (app: string, version: number): string =>
  `/apps/${part(app)}/merge/${version}`
