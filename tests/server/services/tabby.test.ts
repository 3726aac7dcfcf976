import { expect, test } from 'vitest'
import { newKeyText } from '../../../server/accounts/key-secret.ts'
import { keyFor } from '../../helpers/hub.ts'
import { openService } from './service.ts'

const configs = '/api/1/configs'

async function withTabby() {
  const opened = await openService('tabby')
  const bearer = { authorization: `Bearer ${opened.key}` }
  const tabby = (method: string, path: string, body?: object) =>
    opened.ask(method, path, bearer, body)
  return { ...opened, tabby }
}

test('Tabby looks who it is, uploads a new config, and a second one takes it', async () => {
  const { hub, tabby, current, clock } = await withTabby()
  expect((await tabby('GET', '/api/1/user')).json()).toMatchObject({ id: 1, username: 'Ada' })
  expect((await tabby('GET', configs)).json()).toEqual([])
  const made = (await tabby('POST', configs, { name: 'New config on Linux' })).json()
  // Nothing that a device should take for newer than what it has.
  expect(made).toMatchObject({ id: 1, name: 'New config on Linux', content: '{}' })
  expect(Date.parse(made.modified_at)).toBe(0)
  expect((await tabby('GET', `${configs}/1`)).json().content).toBe('{}')
  const content = 'version: 7\nprofiles: []\n'
  const change = { content, last_used_with_version: '1.0.230' }
  const changed = (await tabby('PATCH', `${configs}/1`, change)).json()
  expect(changed).toMatchObject({ ...change, name: 'New config on Linux' })
  expect(Date.parse(changed.modified_at)).toBeGreaterThanOrEqual(clock.now)
  expect((await tabby('GET', configs)).json()).toEqual([changed])

  expect(await current()).toMatchObject({ deviceName: 'Pixel' })
  const headers = { authorization: await keyFor(hub, 'tabby') }
  const settings = await hub.app.inject({ url: '/api/v1/sync/settings', headers })
  expect(settings.json().data).toBe(content)
})

test('an unchanged config keeps its time, and a changed one gets a later one', async () => {
  const { tabby } = await withTabby()
  await tabby('POST', configs, { name: 'a' })
  const save = async (content: string) =>
    Date.parse((await tabby('PATCH', `${configs}/1`, { content })).json().modified_at)
  const first = await save('a: 1')
  expect(await save('a: 1')).toBe(first)
  expect(await save('a: 2')).toBeGreaterThan(first)
})

test('further configs are files of their own, and none takes the id of a deleted one', async () => {
  const { tabby, clock, current } = await withTabby()
  const make = async (name: string) => (await tabby('POST', configs, { name })).json().id as number
  expect(await make('a')).toBe(1)
  const second = await make('b')
  expect(second).toBeGreaterThan(1)
  await tabby('PATCH', `${configs}/${second}`, { content: 'b: 1' })
  expect(await current(`config-${second}.yaml`)).toMatchObject({ number: expect.any(Number) })
  expect((await tabby('GET', configs)).json()).toHaveLength(2)
  const deleted = await tabby('DELETE', `${configs}/${second}`)
  expect([deleted.status, deleted.text]).toEqual([204, ''])
  expect((await tabby('GET', `${configs}/${second}`)).status).toBe(404)
  expect((await tabby('DELETE', `${configs}/${second}`)).status).toBe(404)
  clock.now += 1_000
  expect(await make('c')).not.toBe(second)
})

test('the page of Tabby may send what it sends', async () => {
  const { ask } = await withTabby()
  const preflight = await ask('OPTIONS', `${configs}/1`, {
    origin: 'null',
    'access-control-request-method': 'PATCH',
    'access-control-request-headers': 'authorization,content-type',
  })
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
  expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization')
})

test.each([
  ['PATCH', `${configs}/1`, { content: 7 }, 400],
  ['PATCH', `${configs}/1`, { content: '' }, 400],
  ['PATCH', `${configs}/1`, [], 400],
  ['PATCH', `${configs}/77`, { content: 'a: 1' }, 404],
  ['GET', `${configs}/0`, undefined, 400],
  ['GET', `${configs}/1.5`, undefined, 400],
  ['GET', `${configs}/config.yaml`, undefined, 400],
  ['POST', configs, { name: 'x'.repeat(300) }, 400],
  ['POST', `${configs}/1`, { name: 'x' }, 405],
  ['GET', '/api/1/gateways/choose', undefined, 404],
])('%s %s with %j stores nothing', async (method, path, body, status) => {
  const { tabby } = await withTabby()
  await tabby('POST', configs, { name: 'a' })
  await tabby('PATCH', `${configs}/1`, { content: 'a: 1' })
  expect((await tabby(method, path, body)).status).toBe(status)
  const all = (await tabby('GET', configs)).json()
  expect(all).toMatchObject([{ id: 1, name: 'a', content: 'a: 1' }])
})

test('only a key for it opens it, and one that reads changes nothing', async () => {
  const { ask, newKey, tabby } = await withTabby()
  await tabby('POST', configs, { name: 'a' })
  const status = async (text: string, method = 'GET') =>
    (await ask(method, `${configs}/1`, { authorization: `Bearer ${text}` })).status
  expect(await status(newKeyText())).toBe(401)
  expect(await status(await newKey({ app: 'vimium' }))).toBe(403)
  const reads = await newKey({ readOnly: true })
  expect([await status(reads), await status(reads, 'DELETE')]).toEqual([200, 403])
})
