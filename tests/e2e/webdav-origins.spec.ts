import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'playwright/test'
import { loadsExtensions, runExtension } from './extension.ts'
import { type RunningHub, test } from './hub-fixture.ts'

/** What an app in a browser does by WebDAV: all that it needs is a key in a header. */
async function syncByWebDav({ url, key }: { url: string; key: string }) {
  const authorization = `Basic ${btoa(`Browser:${key}`)}`
  const seen: unknown[] = []
  const ask = async (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string,
  ) => {
    const reply = await fetch(url + path, {
      method,
      headers: { authorization, ...headers },
      credentials: 'omit',
      redirect: 'manual',
      ...(body !== undefined && { body }),
    })
    seen.push(`${method} ${reply.status}`)
    return { text: await reply.text(), etag: reply.headers.get('etag') ?? '' }
  }
  await ask('OPTIONS', '/dav/')
  await ask('MKCOL', '/dav/sync/')
  await ask('PUT', '/dav/sync/a.tmp', { 'if-none-match': '*' }, 'one')
  const destination = `${url}/dav/sync/a.json`
  await ask('MOVE', '/dav/sync/a.tmp', { destination, overwrite: 'T' })
  const { text, etag } = await ask('GET', '/dav/sync/a.json')
  // The header counts only where the page may read it.
  await ask('PUT', '/dav/sync/a.json', { 'if-match': etag }, 'two')
  await ask('PUT', '/dav/sync/a.json', { 'if-match': etag }, 'three')
  const list = await ask('PROPFIND', '/dav/sync/', { depth: '1' })
  await ask('DELETE', '/dav/sync/a.json')
  await ask('GET', '/dav/sync/a.json')
  return [...seen, text, list.text.split('<D:response>').length - 1]
}

const expected = [
  ...['OPTIONS 200', 'MKCOL 201', 'PUT 201', 'MOVE 201', 'GET 200', 'PUT 204', 'PUT 412'],
  ...['PROPFIND 207', 'DELETE 204', 'GET 404', 'one', 2],
]

async function keyOf(hub: RunningHub): Promise<string> {
  await hub.command('account', 'create', 'Ada')
  return hub.command('key', 'create', '--account', 'Ada', '--app', 'stylus')
}

test('a web page of another origin syncs by WebDAV', async ({ page, hub }) => {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<title>An app</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
  const seen = await page.evaluate(syncByWebDav, { url: hub.url, key: await keyOf(hub) })
  expect(seen).toEqual(expected)
  server.close()
})

test('an extension of the browser does', async ({ hub }) => {
  test.skip(!loadsExtensions, 'Google Chrome loads no such extension')
  const folder = await mkdtemp(join(tmpdir(), 'sxncd-extension-'))
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify({
      manifest_version: 3,
      name: 'A userscript manager',
      version: '1',
      background: { service_worker: 'worker.js' },
      host_permissions: ['http://127.0.0.1/*'],
    }),
  )
  await writeFile(join(folder, 'worker.js'), '')
  const { worker, close } = await runExtension(folder)
  expect(worker.url()).toMatch(/^chrome-extension:/)
  const seen = await worker.evaluate(syncByWebDav, { url: hub.url, key: await keyOf(hub) })
  expect(seen).toEqual(expected)
  await close()
  await rm(folder, { recursive: true, force: true })
})
