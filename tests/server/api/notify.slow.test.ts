import { expect, test } from 'vitest'
import { maxTargets } from '../../../server/notify/read-targets.ts'
import { type Browser, ownerBrowser } from '../../helpers/browser.ts'
import { type TestHubOptions, testHub } from '../../helpers/hub.ts'
import { startReceiver } from '../../helpers/receiver.ts'

type Json = Record<string, unknown>

async function tryApi(options: TestHubOptions = {}) {
  const made = await testHub(options)
  const ada = await ownerBrowser(made.hub)
  return { ...made, ada, ...callsOf(ada) }
}

const callsOf = (ada: Browser) => ({
  add: (body: object) => ada.send('POST', '/api/v1/notify', body),
  change: (id: string, body: object) => ada.send('PATCH', `/api/v1/notify/${id}`, body),
  remove: (id: string) => ada.send('DELETE', `/api/v1/notify/${id}`),
  tryOut: async (id: string) =>
    (await ada.send('POST', `/api/v1/notify/${id}/test`)).body.delivery as Json,
  list: async () => (await ada.send('GET', '/api/v1/notify')).body.targets as Json[],
})
const idOf = ({ body }: { body: Json }) => (body.target as { id: string }).id

test('a target is added, tried, changed and removed; its secrets are shown once or never', async () => {
  const receiver = await startReceiver()
  const { add, change, remove, tryOut, list, hub } = await tryApi()
  const url = `${receiver.url}/CANARY?token=CANARY`
  const made = await add({ format: 'json', url, name: 'At home', events: ['backup', 'shrink'] })
  const id = idOf(made)
  expect(made.body.secret).toMatch(/^whsec_/)
  const shown = {
    ...{ id, name: 'At home', format: 'json', address: `${receiver.url}/…` },
    ...{ events: ['shrink', 'backup'], language: 'en', private: false, fixed: false },
    ...{ signed: true, waiting: 0 },
  }
  expect(await list()).toEqual([shown])

  expect(await tryOut(id)).toEqual({
    ...{ code: 'address_refused', address: '127.0.0.1', reach: 'private' },
  })
  expect(receiver.connections.made).toBe(0)
  const changed = await change(id, { private: true, language: 'de' })
  expect(changed.body).not.toHaveProperty('secret')
  expect((await list())[0]).not.toHaveProperty('last')
  expect(await tryOut(id)).toEqual({ code: 'delivered', status: 204 })
  const [got] = receiver.received
  expect(got?.url).toBe('/CANARY?token=CANARY')
  expect(JSON.parse(got?.body ?? '').data.title).toBe('Das ist ein Test')
  receiver.answer = (response) => response.writeHead(404).end('not here')
  expect(await tryOut(id)).toEqual({ code: 'answered', status: 404 })
  const at = '2025-03-01T12:00:00.000Z'
  const last = { at, code: 'answered', status: 404 }
  expect(await list()).toEqual([{ ...shown, private: true, language: 'de', last }])

  expect(JSON.stringify(await list())).not.toMatch(/CANARY|whsec/)
  const settings = hub.store.settings.get().notify
  expect(settings?.[0]?.url).toBe(url)
  expect((await remove(id)).status).toBe(200)
  expect(await list()).toEqual([])
  for (const again of [await remove(id), await change(id, { name: 'x' })]) {
    expect([again.status, again.code]).toEqual([404, 'target_unknown'])
  }
})

test('another format has no signature; going back to JSON makes a new one', async () => {
  const { add, change, list } = await tryApi()
  const made = await add({ format: 'ntfy', url: 'https://ntfy.example/topic' })
  expect(made.body).not.toHaveProperty('secret')
  expect((await list())[0]).toMatchObject({ signed: false, events: expect.any(Array) })
  const changed = await change(idOf(made), { format: 'json' })
  expect(changed.body.secret).toMatch(/^whsec_/)
  const refused = await change(idOf(made), { format: 'gotify' })
  expect(refused.code).toBe('target_token_missing')
  expect((await list())[0]).toMatchObject({ format: 'json' })
})

test.each<[what: string, body: object, code: string]>([
  ['no address', { format: 'json', url: 'example.com' }, 'target_address_bad'],
  ['a file', { format: 'json', url: 'file:///etc/passwd' }, 'target_address_bad'],
  ['ntfy without a topic', { format: 'ntfy', url: 'https://ntfy.sh/' }, 'target_topic_missing'],
  ['Gotify without a token', { format: 'gotify', url: 'https://a.b/' }, 'target_token_missing'],
  ['an unknown format', { format: 'mail', url: 'https://a.b/' }, 'bad_request'],
  ['an unknown event', { format: 'json', url: 'https://a.b/', events: ['x'] }, 'bad_request'],
  ['a field too many', { format: 'json', url: 'https://a.b/', id: 'x' }, 'bad_request'],
  ['a name of two lines', { format: 'json', url: 'https://a.b/', name: 'a\nb' }, 'bad_request'],
  [
    'an address without end',
    { format: 'json', url: `https://a.b/${'x'.repeat(2_000)}` },
    'bad_request',
  ],
])('%s is refused, without saying it again', async (_, body, code) => {
  const { add, list } = await tryApi()
  const reply = await add(body)
  expect([reply.status, reply.code]).toEqual([400, code])
  expect(reply.body.error).not.toMatch(/passwd|xxxx/)
  expect(await list()).toEqual([])
})

test('there are so many targets; one that is removed makes room', async () => {
  const { add, remove, list } = await tryApi({ environment: { RATE_LIMIT: 'off' } })
  const body = { format: 'json', url: 'https://a.b/' }
  const first = idOf(await add(body))
  for (let n = 1; n < maxTargets; n += 1) expect((await add(body)).status).toBe(200)
  const refused = await add(body)
  expect([refused.status, refused.code]).toEqual([409, 'too_many_targets'])
  await remove(first)
  expect((await add(body)).status).toBe(200)
  expect(await list()).toHaveLength(maxTargets)
})

test('what the configuration names is shown and tried, and not changed here', async () => {
  const receiver = await startReceiver()
  const environment = { NOTIFY_URL: `${receiver.url}/CANARY#private` }
  const { change, remove, tryOut, list, logged } = await tryApi({ environment })
  expect(await list()).toEqual([
    expect.objectContaining({ id: 'env-1', fixed: true, signed: false }),
  ])
  for (const reply of [await change('env-1', { private: false }), await remove('env-1')]) {
    expect([reply.status, reply.code]).toEqual([409, 'target_fixed'])
  }
  expect(await tryOut('env-1')).toEqual({ code: 'delivered', status: 204 })
  receiver.answer = (response) => response.writeHead(500).end()
  await tryOut('env-1')
  const line = logged.find((one) => one.includes('a notification was not delivered'))
  expect(JSON.parse(line ?? '{}')).toMatchObject({ target: 'env-1', code: 'answered', status: 500 })
  expect(logged.join('')).not.toContain('CANARY')
})

test('targets are there after a restart, also what a newer hub wrote in a format of its own', async () => {
  const { add, hub, folder } = await tryApi()
  await add({ format: 'slack', url: 'https://a.b/c', name: 'Chat' })
  await hub.store.settings.change((settings) => ({
    ...settings,
    notify: [
      ...(settings.notify ?? []),
      {
        ...{ id: 'new', name: '', format: 'pigeon', url: 'pigeon:1', events: ['storm'] },
        ...{ language: 'eo', private: false, createdAt: 0 },
      },
    ],
  }))
  await hub.close()
  const again = await testHub({ folder })
  const headers = { authorization: again.hub.controlToken, host: 'localhost' }
  const { targets } = (await again.hub.app.inject({ url: '/api/v1/notify', headers })).json()
  expect(targets).toMatchObject([{ name: 'Chat', format: 'slack' }])
  again.hub.notices.tell({ kind: 'update', version: '2' })
  expect(again.hub.store.settings.get().notify).toHaveLength(2)
})
