import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { windowFiles } from '../../../server/api/window-files.ts'
import { setUpErrors } from '../../../server/http/error-reply.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

test('nobody learns which files there are outside of the window', async () => {
  const outside = await temporaryFolder()
  const folder = join(outside, 'window')
  await mkdir(join(folder, 'assets'), { recursive: true })
  await writeFile(join(folder, 'index.html'), '<!doctype html>')
  await writeFile(join(folder, 'assets', 'a.js'), 'own')
  await writeFile(join(outside, 'there.json'), '{}')
  const app = Fastify()
  onTestFinished(() => app.close())
  setUpErrors(app)
  await windowFiles(app, folder)
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
