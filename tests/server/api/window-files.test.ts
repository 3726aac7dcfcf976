import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'
import { windowFiles } from '../../../server/api/window-files.ts'
import { windowPages } from '../../../server/api/window-pages.ts'
import { setUpErrors } from '../../../server/http/error-reply.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

/** A hub's window files from a folder of the test. */
async function served(index?: string) {
  const outside = await temporaryFolder()
  const folder = join(outside, 'window')
  await mkdir(join(folder, 'assets'), { recursive: true })
  if (index !== undefined) await writeFile(join(folder, 'index.html'), index)
  const app = Fastify()
  onTestFinished(() => app.close())
  setUpErrors(app)
  await windowFiles(app, folder)
  return { app, folder, outside }
}

describe.each([
  ['built', '<!doctype html>own'],
  ['not built', undefined],
])('with the window %s', (_, index) => {
  test('every page of the window is there, and nothing else is', async () => {
    const { app } = await served(index)
    for (const page of windowPages) {
      const url = page.replaceAll(/:\w+/g, 'a.b')
      const { statusCode, headers, body } = await app.inject({ url })
      expect([url, statusCode]).toEqual([url, 200])
      expect(headers['content-type']).toContain('text/html')
      expect(body).toContain(index ?? 'not built')
    }
    for (const url of ['/healthz', '/metrics', '/ready', '/hub/more', '/apps', '/x.txt']) {
      const probe = await app.inject({ url, headers: { accept: '*/*' } })
      expect([url, probe.statusCode, probe.json().success]).toEqual([url, 404, false])
      expect((await app.inject({ url, method: 'HEAD' })).statusCode).toBe(404)
    }
  })

  test('a person who follows a wrong link is told by the window', async () => {
    const { app } = await served(index)
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
    const reply = await app.inject({ url: '/nowhere', headers })
    expect(reply.statusCode).toBe(404)
    expect(reply.headers['content-security-policy']).toContain("default-src 'none'")
    expect(reply.body).toContain(index ?? 'not built')
  })
})

test('nobody learns which files there are outside of the window', async () => {
  const { app, folder, outside } = await served('<!doctype html>')
  await writeFile(join(folder, 'assets', 'a.js'), 'own')
  await writeFile(join(outside, 'there.json'), '{}')
  const ask = async (url: string) => {
    const { statusCode, body } = await app.inject({ url })
    return `${statusCode} ${body}`
  }
  expect(await ask('/assets/a.js')).toBe('200 own')
  const missing = await ask('/missing.json')
  expect(missing).toMatch(/^404 /)
  for (const name of ['there.json', 'missing.json']) {
    for (const way of ['/..%2f', '/assets%2f..%2f..%2f', '/%2e%2e%2f', '/..%5c', '/.%2f..%2f']) {
      expect(await ask(way + name), way + name).toBe(missing)
    }
  }
  expect(await ask('/assets%2f..%2f..%2fthere.json%00.js')).toBe(missing)
})
