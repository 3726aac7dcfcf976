import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { run, runHub } from '../../helpers/hub-process.ts'

// Real processes, and folders that are really synced, are slow where much else runs.
vi.setConfig({ testTimeout: 60_000 })

async function sxncd(folder: string, ...args: string[]) {
  const { ended, written } = run('sxncd', args, { environment: { DATA_DIR: folder } })
  return { code: await ended, ...written }
}

test('the command works as a process of its own, beside others and beside a hub', async () => {
  const folder = join(await temporaryFolder(), 'data')
  const names = ['Ada', 'Bo']
  const made = await Promise.all(names.map((name) => sxncd(folder, 'account', 'create', name)))
  expect(made).toEqual(
    names.map((name) => ({ code: 0, out: `Created the account "${name}".\n`, err: '' })),
  )
  const hub = await runHub({ environment: { DATA_DIR: folder } })
  const key = await sxncd(folder, 'key', 'create', '--account', 'Ada', '--app', 'thunder')
  expect(key).toEqual({ code: 0, out: expect.stringMatching(/^sxncd_\w{49}\n$/), err: '' })
  const reply = await fetch(`${hub.url}/api/v1/sync/history`, {
    headers: { authorization: key.out.trim() },
  })
  expect(await reply.json()).toEqual({ success: true, versions: [] })
  const link = await sxncd(folder, 'setup-link')
  expect(link.out).toMatch(new RegExp(`^${hub.url}/set-up#[\\w-]{20,}\n$`))
  expect(await sxncd(folder, 'account', 'disable', 'Cy')).toMatchObject({ code: 3, out: '' })
})

test('a reader that has seen enough ends the command quietly', async () => {
  const cli = resolve(import.meta.dirname, '../../../server/cli.ts')
  const { stdout, stderr } = await promisify(execFile)('sh', [
    '-c',
    `"${process.execPath}" "${cli}" --help | head -n 1`,
  ])
  expect([stdout, stderr]).toEqual(['Usage: sxncd [options] [command]\n', ''])
})
