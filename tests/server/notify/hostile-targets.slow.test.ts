import { expect, test } from 'vitest'
import type { NotifyTarget } from '../../../server/storage/notify-target.ts'
import { testHub } from '../../helpers/hub.ts'

const fine: NotifyTarget = {
  ...{ id: 'a', name: '', format: 'json', url: 'https://a.example/', events: ['update'] },
  ...{ language: 'en', private: false, createdAt: 0 },
}
/** What the schema of the settings lets through, as a backup of somebody else may hold it. */
const strange: readonly Partial<NotifyTarget>[] = [
  { url: '' },
  { url: 'file:///etc/passwd' },
  { url: 'http://' },
  { url: 'http://user:\0@a.example/' },
  { url: '\ud800' },
  { url: `http://${'x'.repeat(1_900)}/` },
  { format: 'ntfy' },
  { format: 'gotify' },
  { format: '__proto__' },
  { format: 'constructor' },
  { language: '__proto__' },
  { events: ['__proto__', 'update'] },
  { secret: '' },
  { secret: '\ud800' },
  { name: '' },
  { createdAt: -1 },
]

test('targets that no hub has written are listed or left out, and harm nobody', async () => {
  const refuse = (_: string, done: (error: Error, found: []) => void) =>
    done(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
  const { hub, logged } = await testHub({ overrides: { notify: { lookup: refuse } } })
  const headers = { authorization: hub.controlToken, host: 'localhost' }
  for (const [index, change] of strange.entries()) {
    const target = { ...fine, ...change }
    await hub.store.settings.change((settings) => ({ ...settings, notify: [target] }))
    const list = await hub.app.inject({ url: '/api/v1/notify', headers })
    expect([change, list.statusCode]).toEqual([change, 200])
    const url = `/api/v1/notify/${target.id}/test`
    const tried = await hub.app.inject({ method: 'POST', url, headers })
    expect([change, tried.statusCode]).toEqual([change, expect.toBeOneOf([200, 404])])
    if (tried.statusCode === 200) expect(tried.json().delivery.code).not.toBe('delivered')
    hub.notices.tell({ kind: 'update', version: `${index}` })
  }
  await new Promise(setImmediate)
  expect(logged.join('')).not.toContain('passwd')
})
