import { expect, test } from 'vitest'
import { ownerBrowser } from '../../helpers/browser.ts'
import { openService } from './service.ts'

const addresses = [
  ['syncyomi', 'GET', '/api/sync/content'],
  ['syncyomi', 'PUT', '/api/sync/content'],
  ['syncyomi', 'POST', '/api/sync/event'],
  ['tabby', 'GET', '/api/1/user'],
  ['tabby', 'GET', '/api/1/configs'],
  ['tabby', 'POST', '/api/1/configs'],
  ['tabby', 'PATCH', '/api/1/configs/1'],
  ['tabby', 'DELETE', '/api/1/configs/1'],
] as const

test.each(addresses)(
  'while %s is off, %s %s is answered as any unknown address',
  async (app, method, path) => {
    const { key, ask } = await openService(app, {})
    for (const headers of [{}, { authorization: `Bearer ${key}`, 'x-api-token': key }]) {
      for (const verb of [method, 'OPTIONS', 'DELETE']) {
        const [off, unknown] = [
          await ask(verb, path, headers),
          await ask(verb, '/api/none', headers),
        ]
        expect([verb, off.status, off.text]).toEqual([verb, unknown.status, unknown.text])
        expect([404, 405]).toContain(off.status)
      }
    }
    const preflight = { origin: 'https://example.com', 'access-control-request-method': method }
    expect((await ask('OPTIONS', path, preflight)).status).toBe(404)
  },
)

test.each(['syncyomi', 'tabby'] as const)(
  'the owner switches %s on and off while the hub runs',
  async (app) => {
    const { hub, key, ask } = await openService(app, {})
    const owner = await ownerBrowser(hub)
    const path = app === 'tabby' ? '/api/1/user' : '/api/sync/content'
    const headers = { authorization: `Bearer ${key}`, 'x-api-token': key }
    const code = async () => (await ask('GET', path, headers)).headers.get('x-sxncd-error')
    expect((await owner.send('GET', '/api/v1/settings')).body.settings).toMatchObject({
      [app]: false,
    })
    expect(await code()).toBe('route_unknown')
    const changed = await owner.send('PATCH', '/api/v1/settings', { [app]: true })
    expect(changed.body.settings).toMatchObject({
      syncyomi: app === 'syncyomi',
      tabby: app === 'tabby',
    })
    expect(await code()).toBe(app === 'tabby' ? null : 'file_unknown')
    await owner.send('PATCH', '/api/v1/settings', { [app]: false })
    expect(await code()).toBe('route_unknown')
  },
)
