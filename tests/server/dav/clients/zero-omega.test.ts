import { describe, expect, test } from 'vitest'
import { basic, davHub, send } from '../../../helpers/dav.ts'

const folder = '/dav/zeroomega/'
const commit = `${folder}zeroomega-commit.txt`
const options = (id: string) => `${folder}zeroomega-${id}.json`
const [first, second] = ['0123456789abcdef0123', 'fedcba98765432100123']
const headers = { origin: 'chrome-extension://pfnededegaaopdmhkdmcofjmoldfiped' }

describe('ZeroOmega (omega-target-chromium-extension sync_impl_webdav.coffee, 3.5.1)', () => {
  test('refused, it asks the same method again to learn how to sign in, and takes Basic', async () => {
    const { origin, key, client } = await davHub('zeroomega')
    // The first request of each run of the extension, then the same without its headers and body.
    for (const sent of [{ headers }, {}]) {
      const refused = await send(origin, 'MKCOL', folder, sent)
      expect(refused.status).toBe(401)
      const challenge = refused.headers['www-authenticate'] ?? ''
      expect(challenge).toMatch(/Basic\s+(?:realm=)?([^,]*)/i)
      expect(challenge).not.toMatch(/Digest/i)
    }
    const { play } = client({ user: '', headers })
    await play(
      ['MKCOL', folder, 201],
      ['GET', commit, 404],
      ['PUT', options(first), 201, { body: '{"schemaVersion":2}' }],
      ['PUT', commit, 201, { body: first }],
    )
    // Without a user name it sends the key alone; Bearer is as good.
    const bearer = { headers: { authorization: `Bearer ${key}` } }
    expect((await send(origin, 'GET', commit, bearer)).text).toBe(first)
    const named = { headers: { authorization: basic('me', key) } }
    expect((await send(origin, 'GET', commit, named)).text).toBe(first)
  })

  test('a later sync reads the commit and its options, stores new ones, and removes the old', async () => {
    const { client } = await davHub('zeroomega')
    const { play } = client({ headers })
    const replies = await play(
      ['MKCOL', folder, 201],
      ['PUT', options(first), 201, { body: '{"v":1}' }],
      ['PUT', commit, 201, { body: first }],
      // Each run begins so: the folder is there, which is no error.
      ['MKCOL', folder, 405],
      ['GET', commit, 200],
      ['GET', options(first), 200],
      ['PUT', options(second), 201, { body: '{"v":2}' }],
      ['PUT', commit, 204, { body: second }],
      ['DELETE', options(first), 204],
      ['GET', commit, 200],
    )
    expect(replies[4]?.text.trim()).toMatch(/^[a-zA-Z0-9]+$/)
    expect(JSON.parse(replies[5]?.text ?? '')).toEqual({ v: 1 })
    expect(replies[9]?.text).toBe(second)
  })

  test('a body that comes without a key is refused and stored nowhere', async () => {
    const { origin, client } = await davHub('zeroomega')
    await client({ headers }).step('MKCOL', folder, 201)
    const body = JSON.stringify({ rules: 'x'.repeat(200_000) })
    const refused = await send(origin, 'PUT', options(first), { headers, body })
    expect(refused.status).toBe(401)
    await client({ headers }).step('GET', options(first), 404)
  })

  test('requests without a key are no failed sign-ins, however many', async () => {
    const { origin, client } = await davHub('zeroomega')
    for (let at = 0; at < 50; at++) {
      expect((await send(origin, 'GET', commit, { headers })).status).toBe(401)
    }
    await client({ headers }).step('MKCOL', folder, 201)
  })
})
