import { describe, expect, test } from 'vitest'
import { davHub } from '../../../helpers/dav.ts'

const folder = '/dav/Tampermonkey/sync'
const uuid = '2c7a4b1e-1f0e-4d2b-9a51-2f3f6c1d8e90'
const changedAt = Date.parse('2025-02-28T08:30:00.000Z')
const headers = { origin: 'chrome-extension://dhdgffkkebhmkfjojejmpbldmpobfkfo' }
const stamped = (body: string) => ({
  headers: { 'content-type': 'application/octet-stream', 'x-oc-mtime': String(changedAt / 1_000) },
  body,
})
const list = { headers: { depth: '1' } }

describe('Tampermonkey (by the server its author made for it, Tampermonkey/tamperdav server.js, d21a927)', () => {
  test('its first sync makes its folders, and stores two files a script with their dates', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const replies = await play(
      ['PROPFIND', folder, 404, list],
      ['MKCOL', '/dav/Tampermonkey', 201],
      ['MKCOL', folder, 201],
      ['PUT', `${folder}/${uuid}.user.js`, 201, stamped('// ==UserScript==')],
      ['PUT', `${folder}/${uuid}.meta.json`, 201, stamped('{"uuid":"2c7a"}')],
      ['PROPFIND', folder, 207, list],
      ['HEAD', `${folder}/${uuid}.user.js`, 200],
    )
    // Without this answer it would send a PROPPATCH after every file.
    for (const { headers } of replies.slice(3, 5)) expect(headers['x-oc-mtime']).toBe('accepted')
    const files = replies[5]?.resources.filter(({ isFolder }) => !isFolder) ?? []
    expect(files.map(({ found }) => Date.parse(found.getlastmodified ?? ''))).toEqual([
      changedAt,
      changedAt,
    ])
    expect(replies[6]?.headers).toMatchObject({ 'content-length': '17' })
    expect(replies[6]?.text).toBe('')
  })

  test('folders that are there already are fine', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    await play(
      ['MKCOL', '/dav/Tampermonkey', 201],
      ['MKCOL', '/dav/Tampermonkey', 405],
      ['MKCOL', `${folder}/`, 201],
      ['MKCOL', folder, 405],
    )
  })

  test('a second browser lists, reads, and deletes; what is missing is 404', async () => {
    const { client } = await davHub()
    await client({ headers }).play(
      ['MKCOL', '/dav/Tampermonkey', 201],
      ['MKCOL', folder, 201],
      ['PUT', `${folder}/${uuid}.user.js`, 201, stamped('1')],
    )
    const [, read] = await client({ user: 'Firefox' }).play(
      ['PROPFIND', folder, 207, list],
      ['GET', `${folder}/${uuid}.user.js`, 200],
      ['DELETE', `${folder}/${uuid}.user.js`, 204],
      ['DELETE', `${folder}/${uuid}.user.js`, 404],
      ['HEAD', `${folder}/${uuid}.user.js`, 404],
    )
    expect(read?.text).toBe('1')
  })

  test('a server that does not know X-OC-Mtime gets the date by PROPPATCH', async () => {
    const { client } = await davHub()
    const { play } = client({ headers })
    const date = new Date(changedAt).toUTCString()
    const [, patched, listed] = await play(
      ['PUT', `/dav/${uuid}.user.js`, 201, { body: '1' }],
      [
        'PROPPATCH',
        `/dav/${uuid}.user.js`,
        207,
        {
          headers: { 'content-type': 'application/xml' },
          body: `<?xml version="1.0"?><d:propertyupdate xmlns:d="DAV:"><d:set><d:prop><d:lastmodified>${date}</d:lastmodified></d:prop></d:set></d:propertyupdate>`,
        },
      ],
      ['PROPFIND', `/dav/${uuid}.user.js`, 207, { headers: { depth: '0' } }],
    )
    expect(patched?.resources[0]?.statuses).toEqual(['HTTP/1.1 200 OK'])
    expect(listed?.resources).toHaveLength(1)
  })

  test('many small requests never meet 429 or 503 (Tampermonkey/tampermonkey#1372)', async () => {
    const { client } = await davHub()
    const { ask } = client({ headers })
    const asked = Array.from({ length: 400 }, () => ask('PROPFIND', '/dav/', list))
    const statuses = new Set((await Promise.all(asked)).map(({ status }) => status))
    expect([...statuses]).toEqual([207])
  })
})
