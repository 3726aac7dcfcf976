import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createToken, maxTokens, revokeToken } from '../../../server/accounts/tokens.ts'
import type { Hub } from '../../../server/hub.ts'
import { days } from '../../../server/lib/clock.ts'
import { HubError } from '../../../server/lib/errors.ts'
import { cliFor } from '../../helpers/cli.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

/** Calls the API as a script does, with nothing but the token. */
async function call(hub: Hub, token: string, method: 'GET' | 'POST', url: string, body?: object) {
  const headers = { authorization: `Bearer ${token}` }
  const reply = await hub.app.inject({ method, url, headers, ...(body && { payload: body }) })
  return { status: reply.statusCode, code: reply.headers['x-sxncd-error'], body: reply.json() }
}

async function prepared() {
  const { hub, folder, clock } = await testHub()
  await hub.listen()
  return { hub, folder, clock, cli: cliFor(folder) }
}

test('a script does what the owner may: it makes an account and a key, and reads the history', async () => {
  const { hub, cli } = await prepared()
  const { out } = await cli('token', 'create', '--name', 'home automation')
  const token = out.trim()
  expect(token).toMatch(/^sxncd-token_[\w-]{43}$/)
  expect((await call(hub, token, 'POST', '/api/v1/accounts', { name: 'Ada' })).status).toBe(200)
  const made = await call(hub, token, 'POST', '/api/v1/keys', { account: 'Ada', app: 'thunder' })
  const upload = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'x' }
  expect((await post(hub, made.body.text, upload)).status).toBe(200)
  const history = await call(hub, token, 'GET', '/api/v1/slots/thunder/history?account=Ada')
  expect(history.body.versions).toHaveLength(1)
})

test('one that only reads changes nothing', async () => {
  const { hub, cli } = await prepared()
  const token = (await cli('token', 'create', '--name', 'monitor', '--read-only')).out.trim()
  expect((await call(hub, token, 'GET', '/api/v1/status')).status).toBe(200)
  const refused = await call(hub, token, 'POST', '/api/v1/accounts', { name: 'Ada' })
  expect([refused.status, refused.code]).toEqual([403, 'token_read_only'])
  expect(await hub.store.accounts.list()).toEqual([])
})

test('tokens are listed without their text, and one that is revoked or over ends at once', async () => {
  const { hub, clock, cli } = await prepared()
  const short = (await cli('token', 'create', '--name', 'short', '--expires', '2025-03-02')).out
  const lasting = (await cli('token', 'create', '--name', 'lasting')).out.trim()
  const { out } = await cli('token', 'list', '--json')
  expect(out).not.toContain(lasting)
  const [first, second] = JSON.parse(out)
  expect([first, second]).toMatchObject([
    { name: 'short', readOnly: false, expiresAt: '2025-03-02T00:00:00.000Z' },
    { name: 'lasting' },
  ])
  clock.now += days(1)
  expect((await call(hub, short.trim(), 'GET', '/api/v1/status')).status).toBe(401)
  expect((await call(hub, lasting, 'GET', '/api/v1/status')).status).toBe(200)
  expect((await cli('token', 'revoke', second.id)).out).toBe('Revoked the token "lasting".\n')
  expect((await call(hub, lasting, 'GET', '/api/v1/status')).status).toBe(401)
  expect((await cli('token', 'revoke', second.id)).code).toBe(3)
})

test('a token makes, lists and revokes no token, and is no key', async () => {
  const { hub, cli } = await prepared()
  const token = (await cli('token', 'create', '--name', 'script')).out.trim()
  const more = await call(hub, token, 'POST', '/api/v1/tokens', { name: 'another' })
  expect([more.status, more.code]).toEqual([401, 'not_allowed'])
  expect((await call(hub, token, 'GET', '/api/v1/tokens')).status).toBe(401)
  await keyFor(hub)
  expect((await call(hub, token, 'GET', '/api/v1/sync/settings')).status).toBe(401)
})

test('only its hash is on the disk, and no answer of the owner’s settings tells of it', async () => {
  const { hub, folder, cli } = await prepared()
  const token = (await cli('token', 'create', '--name', 'script')).out.trim()
  expect(JSON.stringify((await call(hub, token, 'GET', '/api/v1/settings')).body)).not.toMatch(
    /token|hash|script/,
  )
  const names = await readdir(join(folder, 'db'))
  const files = await Promise.all(names.map((name) => readFile(join(folder, 'db', name), 'utf8')))
  expect(files.join()).toContain('"script"')
  expect(files.join()).not.toContain(token.slice('sxncd-token_'.length))
})

test('there are so many tokens; one that is over or revoked makes room', async () => {
  const { hub, clock } = await prepared()
  const make = (more: { expiresAt?: number } = {}) =>
    createToken(hub.store, { name: 'a', readOnly: true, ...more }, clock.now)
  const tooMany = new HubError('too_many_tokens', { limit: maxTokens })
  const { token } = await make()
  await make({ expiresAt: clock.now + days(1) })
  for (let count = 2; count < maxTokens; count += 1) await make()
  await expect(make()).rejects.toThrow(tooMany)
  await revokeToken(hub.store, token.id)
  await make()
  await expect(make()).rejects.toThrow(tooMany)
  clock.now += days(1)
  await make()
  await expect(make()).rejects.toThrow(tooMany)
})
