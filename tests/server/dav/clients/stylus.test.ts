import { describe, expect, test } from 'vitest'
import { type DavClient, type DavReply, davHub, type Step } from '../../../helpers/dav.ts'

// Its address must be that of the root: of the folders on the way it makes none.
const base = '/dav/'
const headers = { origin: 'chrome-extension://clngdbkpkpeebahjckkjfobafhncgmne' }
const json = (body: unknown) => ({ body: JSON.stringify(body) })
const octets = { 'content-type': 'application/octet-stream' }
const style = (name: string) => `${base}docs/${name}.json`
const lock = `${base}lock.json`
const takeLock = {
  headers: { 'content-type': 'octet-stream', 'if-none-match': '*' },
  ...json({ expire: 1_740_834_000_000 }),
}
const list = {
  headers: { 'content-type': 'application/xml', depth: '1' },
  body: `<?xml version="1.0" encoding="utf-8"?> 
        <propfind xmlns="DAV:">
          <allprop/>
        </propfind>`,
}
const put = (path: string, status: number, body: unknown): Step => [
  'PUT',
  path,
  status,
  { headers: octets, ...json(body) },
]

/** Its answers are parsed as JSON where they say so, and as XML else: nothing may stand in them. */
function expectNothing(replies: readonly DavReply[]) {
  for (const { text, headers } of replies) {
    expect(text).toBe('')
    expect(headers['content-type'] ?? '').not.toContain('json')
    expect(headers['retry-after']).toBeUndefined()
  }
}

/** The first sync of the first browser. */
async function firstSync({ play, step }: DavClient) {
  expectNothing(await play(['PUT', lock, 201, takeLock]))
  const missing = await step('GET', `${base}meta.json`, 404)
  expect(missing.headers['retry-after']).toBeUndefined()
  const one = { doc: { name: 'one' }, _rev: 1 }
  expectNothing(
    (
      await play(
        // A missing folder is made without a slash at its end, and then all is sent again.
        put(style('a1'), 409, one),
        ['MKCOL', `${base}docs`, 201],
        put(style('a1'), 201, one),
        put(`${base}changes/0.json`, 409, [{ _id: 'a1', _rev: 1, action: 'put' }]),
        ['MKCOL', `${base}changes`, 201],
        put(`${base}changes/0.json`, 201, [{ _id: 'a1', _rev: 1, action: 'put' }]),
        put(`${base}meta.json`, 201, { lastChange: 1 }),
        ['DELETE', lock, 204],
      )
    ).filter(({ status }) => status < 400),
  )
}

describe('Stylus (openstyles/stylus 2.4.9 by eight04/db-to-cloud 0.8.1, lib/drive/webdav.js)', () => {
  test('its first sync makes its folders where a PUT says that they are missing', async () => {
    const { client } = await davHub('stylus')
    await firstSync(client({ headers }))
  })

  test('a second browser reads the list and each style, and changes one', async () => {
    const { client } = await davHub('stylus')
    await firstSync(client({ headers }))
    const { play } = client({ user: 'Firefox', headers: { origin: 'moz-extension://5f3b' } })
    const [, meta, listed, read] = await play(
      ['PUT', lock, 201, takeLock],
      ['GET', `${base}meta.json`, 200],
      ['PROPFIND', `${base}docs/`, 207, list],
      ['GET', style('a1'), 200],
      put(style('a1'), 204, { doc: { name: 'changed' }, _rev: 2 }),
      ['GET', `${base}changes/0.json`, 200],
      put(`${base}changes/0.json`, 204, []),
      put(`${base}meta.json`, 204, { lastChange: 2 }),
      ['DELETE', lock, 204],
    )
    expect(JSON.parse(meta?.text ?? '')).toEqual({ lastChange: 1 })
    expect(JSON.parse(read?.text ?? '')).toEqual({ doc: { name: 'one' }, _rev: 1 })
    // The name of a style is the last part of the address, without ".json".
    const files = listed?.resources.filter(({ isFolder }) => !isFolder)
    expect(files?.map(({ href }) => href)).toEqual([style('a1')])
  })

  test('its lock is a file that must not be there: the second is told so, and reads whose it is', async () => {
    const { client } = await davHub('stylus')
    await firstSync(client({ headers }))
    const [first, second] = [client({ headers }), client({ user: 'Firefox' })]
    await first.step('PUT', lock, 201, takeLock)
    const [refused, held] = await second.play(['PUT', lock, 412, takeLock], ['GET', lock, 200])
    // It waits for as long as a Retry-After says, again and again.
    expect(refused?.headers['retry-after']).toBeUndefined()
    expect(JSON.parse(held?.text ?? '')).toEqual({ expire: 1_740_834_000_000 })
    await first.step('DELETE', lock, 204)
    await second.play(['PUT', lock, 201, takeLock], ['DELETE', lock, 204], ['DELETE', lock, 404])
  })

  test('two that ask for the lock at once: one has it', async () => {
    const { client } = await davHub('stylus')
    await firstSync(client({ headers }))
    const asked = Array.from({ length: 8 }, (_, at) =>
      client({ user: `Browser ${at}` }).ask('PUT', lock, takeLock),
    )
    const statuses = (await Promise.all(asked)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, ...Array.from({ length: 7 }, () => 412)])
  })

  test('a removed style is deleted; one that is not there is as good', async () => {
    const { client } = await davHub('stylus')
    const one = client({ headers })
    await firstSync(one)
    await one.play(['DELETE', style('a1'), 204], ['DELETE', style('a1'), 404])
    const { resources } = await one.step('PROPFIND', `${base}docs/`, 207, list)
    expect(resources).toHaveLength(1)
  })
})
