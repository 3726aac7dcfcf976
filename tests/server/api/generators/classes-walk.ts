import {
  AccountService,
  ApiError,
  ControlService,
  HistoryService,
  OpenAPI,
  type Settings,
  SignInService,
  SyncService,
} from './classes'
import type { Start, Walked } from './walked.ts'

/** With the classes of openapi-typescript-codegen: they send whatever token is set, after `Bearer`. */
export async function walk({ url, setUpToken, controlToken }: Start): Promise<Walked> {
  OpenAPI.BASE = url
  const { account } = await SignInService.setUp({
    requestBody: { token: setUpToken, name: 'Ada', password: 'correct horse battery' },
  })
  OpenAPI.TOKEN = controlToken
  OpenAPI.TOKEN = (await ControlService.createToken({ requestBody: { name: 'script' } })).text
  const made = await AccountService.createKey({ requestBody: { account: 'Ada', app: 'vimium' } })
  OpenAPI.TOKEN = made.text

  const send = (savedTs: string, settings: Settings) =>
    SyncService.sync({ requestBody: { deviceName: 'Laptop', savedTs, settings } })
  const created = await send('2025-02-26T09:00:00Z', { theme: 'dark' })
  const replaced = await send('2025-02-26T10:00:00Z', 'plain text')
  const kept = await send('2025-02-26T08:00:00Z', ['older'])

  const { versions } = await HistoryService.listVersions()
  const { version } = await HistoryService.restoreVersion({ version: '1' })
  const pulled = await SyncService.readSettings({ as: 'json' })
  // This generator hands out no headers.
  const again = await refusal(SyncService.readSettings({ ifNoneMatch: '*' }))
  const bad = await refusal(send('yesterday', ''))
  return {
    owner: account.name,
    created: { action: created.action, theme: themeOf(created.data) },
    replaced,
    kept,
    history: versions.map((one) => one.version),
    restored: version.restored ?? 0,
    pulled: pulled.data,
    again: again.status,
    refused: { status: bad.status, error: bad.body.error },
  }
}

const themeOf = (settings: Settings): unknown => typeof settings === 'object' && settings.theme

async function refusal(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.catch((thrown: unknown) => thrown)
  if (error instanceof ApiError) return error
  throw new Error('it was not refused')
}
