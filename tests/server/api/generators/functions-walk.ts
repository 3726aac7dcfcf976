import * as hub from './client.ts'
import type { Start, Walked } from './walked.ts'

/** With the functions that oazapfts makes: an answer has its status, and is not thrown. */
export async function walk({ url, setUpToken }: Start): Promise<Walked> {
  hub.defaults.baseUrl = url
  const owner = await hub.setUp({
    token: setUpToken,
    name: 'Ada',
    password: 'correct horse battery',
  })
  if (owner.status !== 200) throw new Error(owner.data.error)
  const session = {
    Cookie: owner.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; '),
    'X-Sxncd-Proof': owner.data.proof,
  }
  const made = await hub.createKey({ app: 'vimium' }, { headers: session })
  if (made.status !== 200) throw new Error(made.data.error)
  const key = { headers: { Authorization: made.data.text } }

  const send = async (savedTs: string, settings: hub.Settings) => {
    const answer = await hub.sync({ deviceName: 'Laptop', savedTs, settings }, key)
    if (answer.status !== 200) throw new Error(answer.data.error)
    return answer.data
  }
  const created = await send('2025-02-26T09:00:00Z', { theme: 'dark' })
  const replaced = await send('2025-02-26T10:00:00Z', 'plain text')
  const kept = await send('2025-02-26T08:00:00Z', ['older'])

  const history = await hub.listVersions(key)
  if (history.status !== 200) throw new Error(history.data.error)
  const restored = await hub.restoreVersion('1', key)
  if (restored.status !== 200) throw new Error(restored.data.error)
  const pulled = await hub.readSettings({ $as: 'json' }, key)
  if (pulled.status !== 200) throw new Error(`not pulled: ${pulled.status}`)
  const etag = pulled.headers.get('etag') ?? ''
  const again = await hub.readSettings({ ifNoneMatch: etag }, key)

  const bad = await hub.sync({ deviceName: 'Laptop', savedTs: 'yesterday', settings: '' }, key)
  if (bad.status !== 400) throw new Error(`not refused: ${bad.status}`)
  return {
    owner: owner.data.account.name,
    created: { action: created.action, theme: themeOf(created.data) },
    replaced,
    kept,
    history: history.data.versions.map(({ version }) => version),
    restored: restored.data.version.restored ?? 0,
    pulled: pulled.data.data,
    again: again.status,
    refused: { status: bad.status, error: bad.data.error },
  }
}

const themeOf = (settings: hub.Settings): unknown =>
  typeof settings === 'object' && 'theme' in settings && settings.theme
