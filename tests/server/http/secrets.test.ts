import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { testHub } from '../../helpers/hub.ts'

/** Each stands for something that neither the log nor an error may repeat. */
const canary = {
  settings: 'CANARYSETTINGS',
  device: 'CANARYDEVICE',
  account: 'CANARYACCOUNT',
  label: 'CANARYLABEL',
  wrongKey: 'CANARYWRONGKEY',
  query: 'CANARYQUERY',
  header: 'CANARYHEADER',
}

const savedTs = '2025-02-26T09:15:30.123Z'
const upload = { deviceName: canary.device, savedTs, settings: canary.settings }

/** Bodies of the sync that are taken, and many that are refused, each with settings in it. */
const bodies: readonly (string | Buffer)[] = [
  JSON.stringify(upload),
  JSON.stringify({ ...upload, settings: { [canary.settings]: [canary.settings] } }),
  JSON.stringify({ ...upload, savedTs: canary.settings }),
  JSON.stringify({ ...upload, savedTs: 7 }),
  JSON.stringify({ ...upload, deviceName: `../${canary.device}` }),
  JSON.stringify({ ...upload, deviceName: canary.device.repeat(100) }),
  JSON.stringify({ ...upload, deviceName: [canary.device] }),
  JSON.stringify({ ...upload, settings: 7 }),
  JSON.stringify({ ...upload, [canary.settings]: canary.settings }),
  JSON.stringify({ settings: canary.settings }),
  JSON.stringify([canary.settings]),
  JSON.stringify(canary.settings),
  `{"settings":"${canary.settings}","settings":"${canary.settings}"}`,
  `{"settings":"${canary.settings}`,
  `{"settings":"${canary.settings}"}${canary.settings}`,
  canary.settings,
  `{"settings":"${canary.settings}"}`.repeat(2_000),
  `${'['.repeat(70)}"${canary.settings}"${']'.repeat(70)}`,
  Buffer.concat([Buffer.from(canary.settings), Buffer.from([0xff, 0xfe])]),
]

async function workload(hub: Hub): Promise<{ keys: string[]; answers: string[] }> {
  const answers: string[] = []
  const call = async (method: string, url: string, authorization?: string, body?: unknown) => {
    const isText = typeof body === 'string' || Buffer.isBuffer(body)
    const reply = await hub.app.inject({
      method: method as 'GET',
      url,
      headers: {
        ...(authorization && { authorization }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        'user-agent': canary.header,
        cookie: `a=${canary.header}`,
        referer: `http://example.com/${canary.header}`,
      },
      ...(body !== undefined && { payload: isText ? body : JSON.stringify(body) }),
    })
    if (reply.statusCode >= 400) answers.push(reply.body + JSON.stringify(reply.headers))
    return reply
  }
  const owner = hub.controlToken
  await call('POST', '/api/v1/accounts', owner, { name: canary.account })
  const wish = { account: canary.account, app: 'thunder', name: canary.label }
  const { text, key } = (await call('POST', '/api/v1/keys', owner, wish)).json()
  for (const body of bodies) await call('POST', '/api/v1/sync/update', text, body)
  for (const authorization of [
    canary.wrongKey,
    `sxncd_${canary.wrongKey}`,
    `Bearer ${canary.wrongKey}`,
  ])
    for (const url of ['/api/v1/sync/settings', '/api/v1/keys'])
      await call('GET', url, authorization)
  await call('GET', `/api/v1/sync/settings?key=${canary.query}`, text)
  await call('GET', `/${canary.query}?${canary.query}`)
  await call('GET', `/api/v1/sync/history/${canary.query}`, text)
  await call('GET', `/api/v1/%ff${canary.query}`)
  await call('PUT', `/api/v1/sync/update?${canary.query}`, text)
  await call('POST', '/api/v1/sync/history/1/restore', text)
  const rotated = (await call('POST', `/api/v1/keys/${key.id}/rotate`, owner)).json()
  await call('GET', '/api/v1/sync/settings', text)
  await call('DELETE', `/api/v1/keys/${key.id}`, owner)
  await call('GET', '/api/v1/sync/settings', rotated.text)
  return { keys: [text, rotated.text, owner], answers }
}

const secrets = (keys: readonly string[]) => [...Object.values(canary), ...keys]

test('no line of the log holds a key, settings, a name or anything that a client sent', async () => {
  const { hub, logged } = await testHub({ environment: { BODY_LIMIT: '64 KiB' } })
  const { keys } = await workload(hub)
  await hub.close()
  expect(logged.length).toBeGreaterThan(bodies.length)
  const text = logged.join('')
  for (const secret of secrets(keys)) expect(text).not.toContain(secret)
})

test('no error repeats settings or a key', async () => {
  const { hub } = await testHub({ environment: { BODY_LIMIT: '64 KiB' } })
  const { keys, answers } = await workload(hub)
  expect(answers.length).toBeGreaterThan(bodies.length)
  const text = answers.join('')
  for (const secret of [canary.settings, canary.wrongKey, ...keys]) {
    expect(text).not.toContain(secret)
  }
})

test.each(['EIO', 'ENOSPC'])('nor does a disk that fails with %s', async (code) => {
  let broken = false
  const fail = async () => {
    if (broken) throw Object.assign(new Error(`${code}: it failed`), { code })
  }
  const syncs = { file: fail, folder: async () => {} }
  const { hub, logged } = await testHub({ overrides: { store: { syncs } } })
  const owner = { authorization: hub.controlToken, 'content-type': 'application/json' }
  const make = (url: string, payload: object) =>
    hub.app.inject({ method: 'POST', url, headers: owner, payload })
  await make('/api/v1/accounts', { name: canary.account })
  const made = await make('/api/v1/keys', { account: canary.account, app: 'thunder' })
  const { text } = made.json()
  broken = true
  const reply = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/sync/update',
    headers: { authorization: text },
    payload: upload,
  })
  expect(reply.statusCode).toBe(code === 'EIO' ? 503 : 507)
  const everything = `${reply.body}${logged.join('')}`
  expect(everything).toContain(`${code}: it failed`)
  for (const secret of secrets([text, hub.controlToken])) expect(everything).not.toContain(secret)
})
