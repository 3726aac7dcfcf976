import { expect, test } from 'vitest'
import { logoProblem } from '../../../app-modules/logo.ts'
import { createApps } from '../../../server/apps/apps.ts'
import { addOwnApp, maxOwnApps } from '../../../server/apps/own-apps.ts'
import { moduleOf } from '../../../server/apps/own-module.ts'
import type { Hub } from '../../../server/hub.ts'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { cliFor } from '../../helpers/cli.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const stamp = '2025-03-01T11:00:00.000Z'

/** Adds an app as the owner of the hub. */
async function prepared(environment: Record<string, string> = {}) {
  const made = await testHub({ environment })
  const send = async (hub: Hub, method: string, url: string, body?: object) => {
    const reply = await hub.app.inject({
      method: method as 'GET',
      url,
      headers: { authorization: `Bearer ${hub.controlToken}` },
      ...(body && { payload: body }),
    })
    return { status: reply.statusCode, body: reply.json() }
  }
  const add = (name: string, type?: string) =>
    send(made.hub, 'POST', '/api/v1/apps', { name, ...(type !== undefined && { type }) })
  const call = (method: string, url: string) => send(made.hub, method, url)
  return { ...made, add, call, send }
}

test('an app is added by its name, and syncs and is looked at like any other', async () => {
  const { hub, add, call } = await prepared()
  const { status, body } = await add('My Editor')
  expect([status, body.app]).toMatchObject([
    200,
    { type: 'my-editor', name: 'My Editor', own: true, on: true, connects: 'file' },
  ])
  const listed = await call('GET', '/api/v1/apps')
  expect(listed.body.apps.map(({ type }: { type: string }) => type)).toContain('my-editor')
  const key = await keyFor(hub, 'my-editor')
  const settings = 'any = "text"\n'
  const sync = await post(hub, key, { deviceName: 'Laptop', savedTs: stamp, settings })
  expect(sync.body).toMatchObject({ action: 'created', data: settings })
  const later = { deviceName: 'Pixel', savedTs: '2025-03-01T11:30:00.000Z', settings: 'newer' }
  expect((await post(hub, key, later)).body.action).toBe('incomingNewer')
})

test.each([
  ['My Editor', 'my-editor'],
  ['  Ünïcôdé  & Co. ', 'unicode-co'],
  ['☃', 'app'],
  ['constructor', 'constructor-2'],
  ['Con', 'con-2'],
  ['Vimium!', 'vimium-2'],
  ['a'.repeat(60), 'a'.repeat(48)],
  ['<script>alert(1)</script>', 'script-alert-1-script'],
])('%s becomes %s', async (name, type) => {
  const { add, call } = await prepared({ APP_MODULES: 'thunder' })
  const { body } = await add(name)
  expect(body.app.type).toBe(type)
  const { body: list } = await call('GET', '/api/v1/apps')
  expect(list.apps.find((app: { type: string }) => app.type === type).name).toBe(name.trim())
})

test('a name or a type is given once, and modules keep theirs', async () => {
  const { add } = await prepared({ APP_MODULES: 'thunder' })
  expect((await add('Editor')).body.app.type).toBe('editor')
  expect(await add('EDITOR')).toMatchObject({
    status: 409,
    body: { error: 'There is an app "EDITOR" on this hub already. Choose another name.' },
  })
  expect((await add('Editor +')).body.app.type).toBe('editor-2')
  expect((await add('Thunder')).status).toBe(409)
  expect((await add('Another', 'thunder')).status).toBe(409)
  // A module that is not switched on may be, one day.
  expect((await add('Another', 'obtainium')).status).toBe(409)
  expect((await add('Another', 'another-one')).body.app.type).toBe('another-one')
})

test.each([
  [{ name: '' }],
  [{ name: '  ' }],
  [{ name: 'a\nb' }],
  [{ name: 'a\u202eb' }],
  [{ name: 'a'.repeat(61) }],
  [{ name: 'a', type: 'A' }],
  [{ name: 'a', type: '../a' }],
  [{ name: 'a', more: 1 }],
  [{}],
])('%j is no app', async (body) => {
  const { hub, send } = await prepared()
  expect((await send(hub, 'POST', '/api/v1/apps', body)).status).toBe(400)
})

test('it is removed while nothing is kept under it, and the refusal says how', async () => {
  const { hub, add, call } = await prepared()
  await add('Editor')
  const key = await keyFor(hub, 'editor')
  const remove = () => call('DELETE', '/api/v1/apps/editor')
  expect((await remove()).body.error).toBe(
    'There are keys for "editor". Revoke them first, then remove the app.',
  )
  await post(hub, key, { deviceName: 'Laptop', savedTs: stamp, settings: 'a' })
  expect(await remove()).toMatchObject({
    status: 409,
    body: { error: expect.stringMatching(/^The hub keeps settings of "editor".* Switch it off/) },
  })
  await add('Other')
  await hub.store.settings.change((settings) => ({ ...settings, appsOff: ['other', 'vimium'] }))
  expect((await call('DELETE', '/api/v1/apps/other')).status).toBe(200)
  expect(hub.store.settings.get()).toMatchObject({
    appsOff: ['vimium'],
    ownApps: [{ type: 'editor' }],
  })
  expect((await call('DELETE', '/api/v1/apps/other')).status).toBe(404)
  expect((await call('DELETE', '/api/v1/apps/vimium')).body.error).toMatch(/switched off, not/)
})

test('it is there after a restart, and a module of its type goes before it', async () => {
  const { hub, add, folder } = await prepared()
  await add('Editor')
  await hub.close()
  const again = await prepared({ DATA_DIR: folder })
  const { body } = await again.call('GET', '/api/v1/apps')
  expect(body.apps.map(({ name }: { name: string }) => name)).toContain('Editor')
  const own = moduleOf({ type: 'editor', name: 'Editor', createdAt: 0 })
  const { own: _, ...module } = { ...own, name: 'The module' }
  const apps = createApps(new Map([['editor', module]]), again.hub.store)
  expect(apps.get('editor').name).toBe('The module')
})

test('there is an end to how many', async () => {
  const { hub } = await prepared()
  const ownApps = Array.from({ length: maxOwnApps }, (_, at) => ({
    type: `a-${at}`,
    name: `A ${at}`,
    createdAt: 0,
  }))
  await hub.store.settings.change((settings) => ({ ...settings, ownApps }))
  const apps = createApps(new Map(), hub.store)
  await expect(addOwnApp(hub.store, apps, { name: 'One more' }, 0)).rejects.toMatchObject({
    code: 'too_many_apps',
  })
})

test('members use it and cannot add or remove one', async () => {
  const { hub } = await prepared()
  const owner = await ownerBrowser(hub, 'Olga')
  const member = await memberBrowser(hub, owner, 'Mia')
  expect((await owner.send('POST', '/api/v1/apps', { name: 'Editor' })).status).toBe(200)
  expect((await member.send('POST', '/api/v1/apps', { name: 'Mine' })).status).toBe(403)
  expect((await member.send('DELETE', '/api/v1/apps/editor')).status).toBe(403)
  expect((await member.send('POST', '/api/v1/keys', { app: 'editor' })).status).toBe(200)
})

test.each(['a', 'my-editor', 'x-2', ...Array.from({ length: 40 }, (_, at) => `app-${at}`)])(
  'the logo of %s passes the check that modules pass',
  (type) => {
    expect(logoProblem(moduleOf({ type, name: type, createdAt: 0 }).logo)).toBeUndefined()
  },
)

test('on the command line', async () => {
  const { hub, folder } = await prepared()
  await hub.close()
  const cli = cliFor(folder)
  expect((await cli('app', 'add', 'My Editor')).out).toBe(
    'Added "My Editor". Its type is my-editor.\n',
  )
  expect((await cli('app', 'list')).out).toMatch(/\nmy-editor +My Editor +by its file +on +added\n/)
  expect((await cli('app', 'add', 'my editor')).code).toBe(1)
  expect((await cli('app', 'remove', 'my-editor')).out).toBe('Removed the app "My Editor".\n')
  expect((await cli('app', 'remove', 'my-editor')).code).toBe(3)
})
