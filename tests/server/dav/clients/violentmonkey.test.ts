import { describe, expect, test } from 'vitest'
import { davHub } from '../../../helpers/dav.ts'

// A browser sends the origin of the extension with every method but GET.
const headers = { origin: 'chrome-extension://jinjaccalgkegednnccohejagnlnfdag' }
const folder = '/dav/Violentmonkey/'
const meta = `${folder}Violentmonkey`
const script = 'vm@2-https-3a-2f-2fexample.org-2f-0aDark-20mode-0a'
const content = JSON.stringify({ version: 1, code: '// ==UserScript==', more: { enabled: 1 } })
const asText = { 'content-type': 'text/plain' }
const uncached = { 'cache-control': 'no-cache, no-store, must-revalidate' }
const list = { headers: { depth: '1', ...uncached } }

describe('Violentmonkey up to 2.43 (src/background/sync/webdav.js and base.js, v2.31.0)', () => {
  test('its first sync makes the folder, and stores a file a script', async () => {
    const { client } = await davHub('violentmonkey')
    const { play } = client({ headers })
    await play(
      ['GET', meta, 404],
      ['PROPFIND', folder, 404, list],
      ['MKCOL', folder, 201],
      ['PROPFIND', folder, 207, list],
      ['PUT', `${folder}${script}`, 201, { headers: asText, body: content }],
      ['PUT', meta, 201, { headers: asText, body: '{"info":{},"timestamp":1}' }],
    )
  })

  test('a second browser reads all of it; what it removes is gone', async () => {
    const { client } = await davHub('violentmonkey')
    await client({ headers }).play(
      ['MKCOL', folder, 201],
      ['PUT', `${folder}${script}`, 201, { headers: asText, body: content }],
      ['PUT', meta, 201, { headers: asText, body: '{"timestamp":1}' }],
    )
    const second = client({ user: 'Firefox', headers: { origin: 'moz-extension://5f3b' } })
    const [found, listed, read] = await second.play(
      ['GET', meta, 200],
      ['PROPFIND', folder, 207, list],
      ['GET', `${folder}${script}`, 200],
      ['PUT', `${folder}${script}`, 204, { headers: asText, body: `${content} ` }],
      ['DELETE', `${folder}${script}`, 204],
      ['PUT', meta, 204, { headers: asText, body: '{"timestamp":2}' }],
    )
    expect(found?.text).toBe('{"timestamp":1}')
    expect(read?.text).toBe(content)
    // It takes the displayname for the name, and a missing collection for a file.
    const files = listed?.resources.filter(({ isFolder }) => !isFolder) ?? []
    expect(files.map(({ found }) => found.displayname).sort()).toEqual(['Violentmonkey', script])
    expect(files.map(({ found }) => found.getcontentlength).sort()).toEqual([
      '15',
      String(content.length),
    ])
    const after = await second.step('PROPFIND', folder, 207, list)
    expect(after.resources).toHaveLength(2)
  })
})

describe('Violentmonkey from 2.44 (src/background/sync/sync-engine.js, v2.47.0; @usync/drive)', () => {
  const asBytes = { 'content-type': 'application/octet-stream' }

  test('its first sync lists, makes the folder, and stores', async () => {
    const { client } = await davHub('violentmonkey')
    const { play } = client({ headers })
    const [, , listed] = await play(
      ['PROPFIND', folder, 404, { headers: { depth: '1' } }],
      ['MKCOL', folder, 201],
      ['PROPFIND', folder, 207, { headers: { depth: '1' } }],
      ['PUT', `${folder}${script}`, 201, { headers: asBytes, body: content }],
      ['PUT', meta, 201, { headers: asBytes, body: '{"timestamp":1}' }],
    )
    // The folder leaves itself out of its list by comparing the addresses, so they must be the same.
    expect(listed?.resources.map(({ href }) => href)).toEqual([folder])
    expect(new Date(listed?.resources[0]?.found.getlastmodified ?? '').getTime()).not.toBeNaN()
  })

  test('names with quotes and pictures come as they are, only what XML forbids is escaped', async () => {
    const { client } = await davHub('violentmonkey')
    const names = ["vm@2-Google 09'-11' Favicon-0a", 'vm@2-🔥文本选中复制-0a', 'vm@2-a & b <c>-0a']
    const { play, step } = client({ headers })
    await play(['MKCOL', folder, 201])
    for (const name of names) {
      await step('PUT', folder + encodeURIComponent(name), 201, { headers: asBytes, body: 'x' })
    }
    // Its version 2.46 took entities for parts of the name, and removed the scripts
    // (violentmonkey#2627, violentmonkey#2629).
    const { text, resources } = await step('PROPFIND', folder, 207, { headers: { depth: '1' } })
    for (const [name = ''] of names.slice(0, 2).map((one) => [one])) expect(text).toContain(name)
    const listed = resources.flatMap(({ isFolder, found }) => (isFolder ? [] : found.displayname))
    expect(listed.sort()).toEqual([...names].sort())
  })
})
