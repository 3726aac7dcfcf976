import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createHub } from '../../../server/hub.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, type TestHub, testHub, testStart } from '../../helpers/hub.ts'
import { runHub } from '../../helpers/hub-process.ts'
import { backupOf, contentsIn, contentsOf, fileWith } from './support.ts'

const sync = (hub: TestHub['hub'], key: string, minute: number, settings: string) =>
  post(hub, key, {
    deviceName: 'a',
    savedTs: new Date(testStart - 1e6 + minute * 6e4).toISOString(),
    settings,
  })

/** The backup of a hub of somebody else, and what is in it. */
async function otherBackup(name = 'Bo') {
  const { hub } = await testHub()
  const key = await keyFor(hub, 'thunder', name)
  await sync(hub, key, 0, `settings of ${name}`)
  return { bytes: await backupOf(hub), contents: await contentsOf(hub.store), key }
}

const control = ({ hub }: TestHub) => ({ authorization: hub.controlToken })

const send = (made: TestHub, payload: Buffer, headers: Record<string, string> = control(made)) =>
  made.hub.app.inject({
    method: 'POST',
    url: '/api/v1/restore',
    headers: { 'content-type': 'application/zip', ...headers },
    payload,
  })

/** A hub with something in it that says how often it was told to start anew. */
async function runningHub() {
  const made = await testHub()
  const key = await keyFor(made.hub)
  await sync(made.hub, key, 0, 'of before')
  const restart = vi.fn()
  made.hub.onRestart(restart)
  return { ...made, key, restart, before: await contentsOf(made.hub.store) }
}

test('a backup that is sent to a hub is what the hub starts anew with', async () => {
  const { bytes, contents, key } = await otherBackup()
  const made = await runningHub()
  const { hub, folder, restart } = made
  const reply = await send(made, bytes)
  const { keptAs, ...rest } = reply.json()
  expect(rest).toEqual({ success: true, restarting: true })
  await vi.waitFor(() => expect(restart).toHaveBeenCalledTimes(1))
  // Until it starts anew it is the hub of before; nothing of the upload is left.
  expect(await contentsOf(hub.store)).toEqual(made.before)
  expect(await readdir(folder)).not.toContain('restore.upload')
  await hub.close()

  const again = await testHub({ folder })
  expect(await contentsOf(again.hub.store)).toEqual(contents)
  expect((await sync(again.hub, key, 5, 'newer')).body.action).toBe('incomingNewer')
  expect(await contentsIn(keptAs)).toEqual({ ...made.before, problems: [] })
  expect(await readdir(join(folder, 'backups'))).toEqual([keptAs.split('/').at(-1)])
})

test('a backup that the hub keeps is restored by its name', async () => {
  const made = await runningHub()
  const { hub, folder } = made
  const { backup } = (
    await hub.app.inject({ method: 'POST', url: '/api/v1/backups', headers: control(made) })
  ).json()
  await sync(hub, made.key, 3, 'after the backup')
  const url = `/api/v1/backups/${backup.name}/restore`
  const reply = await hub.app.inject({ method: 'POST', url, headers: control(made) })
  expect(reply.json()).toMatchObject({ success: true, restarting: true })
  await hub.close()
  const found = await contentsIn(folder)
  expect(found).toEqual({ ...made.before, problems: [] })
  const kept = await contentsIn(reply.json().keptAs)
  expect(JSON.stringify(kept.slots)).toContain(Buffer.from('after the backup').toString('base64'))
})

test('a file that is no good changes nothing, and the hub does not start anew', async () => {
  const made = await runningHub()
  const { bytes } = await otherBackup()
  const bad = [
    Buffer.from('not a zip'),
    bytes.subarray(0, bytes.length / 2),
    Buffer.from(bytes.toString('latin1').replaceAll('settings of Bo', 'settings of Al'), 'latin1'),
  ]
  for (const file of bad) {
    const reply = await send(made, file)
    expect(reply.statusCode).toBe(400)
    expect(reply.json().error).toMatch(/cannot be used as a backup: .+ Nothing was changed\.$/)
  }
  expect(made.restart).not.toHaveBeenCalled()
  expect(await contentsOf(made.hub.store)).toEqual(made.before)
  expect((await sync(made.hub, made.key, 9, 'goes on')).status).toBe(200)
  const left = (await readdir(made.folder)).filter((name) => name.startsWith('restore'))
  expect(left).toEqual([])
})

test('one at a time, and after one that was decided no more', async () => {
  const made = await runningHub()
  const { bytes } = await otherBackup()
  const replies = await Promise.all([send(made, bytes), send(made, bytes)])
  expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409])
  expect((await send(made, bytes)).headers['x-sxncd-error']).toBe('restore_under_way')
  expect(made.restart).toHaveBeenCalledTimes(1)
})

test('a hub that nobody would start anew takes none, nor one of another type', async () => {
  const made = await testHub()
  const { bytes } = await otherBackup()
  expect((await send(made, bytes)).headers['x-sxncd-error']).toBe('restore_impossible')
  const reply = await send(made, bytes, { ...control(made), 'content-type': 'application/json' })
  expect(reply.headers['x-sxncd-error']).toBe('content_type_zip')
})

test('an owner who is signed out while the file arrives changes nothing', async () => {
  const made = await runningHub()
  const { bytes } = await otherBackup()
  const owner = await ownerBrowser(made.hub, 'Olga')
  const shown = owner.sessionHeaders()
  const url = await made.hub.listen()
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(bytes.subarray(0, 10))
      await vi.waitFor(async () => expect(await readdir(made.folder)).toContain('restore.upload'))
      for (const [key] of await made.hub.store.sessions.list()) {
        await made.hub.store.sessions.take(key)
      }
      controller.enqueue(bytes.subarray(10))
      controller.close()
    },
  })
  const headers = { ...shown, 'content-type': 'application/zip', origin: url }
  const options = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  const reply = await fetch(`${url}/api/v1/restore`, options)
  expect(await reply.json()).toEqual({ success: false, error: 'Sign in first.' })
  expect(made.restart).not.toHaveBeenCalled()
})

test('a file may take longer than any other request', async () => {
  const { bytes } = await otherBackup()
  const timeouts = { request: 60, check: 10 }
  const made = await testHub({ overrides: { timeouts } })
  const restart = vi.fn()
  made.hub.onRestart(restart)
  const url = await made.hub.listen()
  let [step, begun] = [0, 0]
  const body = new ReadableStream({
    async pull(controller) {
      begun ||= performance.now()
      if (step === 0) controller.enqueue(bytes.subarray(0, 100))
      // Well after the time of all other requests is over.
      await vi.waitFor(() => expect(performance.now() - begun).toBeGreaterThan(step * 300), 5_000)
      if (step === 1) {
        controller.enqueue(bytes.subarray(100))
        controller.close()
      }
      step += 1
    },
  })
  const headers = { ...control(made), 'content-type': 'application/octet-stream' }
  const options = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  const reply = await fetch(`${url}/api/v1/restore`, options)
  expect(await reply.json()).toMatchObject({ restarting: true })
  expect(restart).toHaveBeenCalledTimes(1)
})

test('a hub that runs restores for the command, and goes on at the same address', async () => {
  const { bytes, contents, key } = await otherBackup()
  const file = await fileWith(bytes)
  const folder = join(await temporaryFolder(), 'data')
  const running = await runHub({ environment: { DATA_DIR: folder } })
  const { code, out, err } = await cliFor(folder)('restore', file, '--yes', '--json')
  expect([code, err]).toEqual([0, ''])
  const { kept, hubId } = JSON.parse(out)
  expect(hubId).toBe(contents.hub.id)
  expect(await readdir(kept)).toContain('db')
  expect((await cliFor(folder)('doctor')).out).toContain(kept)
  const reply = await fetch(`${running.url}/api/v1/sync/settings`, {
    headers: { authorization: key },
  })
  expect(await reply.json()).toMatchObject({ data: 'settings of Bo' })
  running.child.kill('SIGTERM')
  expect(await running.ended).toBe(0)
  // A hub without an owner tells people how to become it.
  expect(running.written.err.replaceAll(/\nOpen this link [^\n]*\n\S+\n\n/g, '')).toBe('')
  expect(await contentsIn(folder)).toEqual({ ...contents, problems: [] })
}, 60_000)

test('a restore that was decided is carried out by the next start, also after a crash', async () => {
  const { bytes, contents } = await otherBackup()
  const made = await runningHub()
  expect((await send(made, bytes)).statusCode).toBe(200)
  // As if it had been killed here: its folder as it is, without its lock.
  await made.hub.close()
  const names = await readdir(made.folder)
  expect(names).toContain('restore.next')
  const config = { ...made.hub.config }
  const again = await createHub(config, { log: made.hub.app.log })
  onTestFinished(() => again.close())
  expect(await contentsOf(again.store)).toEqual(contents)
  expect(await readdir(made.folder)).not.toContain('restore.next')
})

test('what a killed hub left of a restore that was not decided is gone with the next start', async () => {
  const { hub, folder } = await testHub()
  await hub.close()
  await mkdir(join(folder, 'restore.tmp', 'db'), { recursive: true })
  await writeFile(join(folder, 'restore.upload'), 'half a file')
  await testHub({ folder })
  expect((await readdir(folder)).filter((name) => name.startsWith('restore'))).toEqual([])
})

test('the name under which the old data is kept never leads elsewhere', async () => {
  const { bytes } = await otherBackup()
  const made = await runningHub()
  await send(made, bytes)
  await made.hub.close()
  const file = join(made.folder, 'restore.next', 'kept-as')
  expect(await readFile(file, 'utf8')).toMatch(/^before-restore-2025-03-01T12-00-00-000Z$/)
  await writeFile(file, '../../elsewhere')
  await contentsIn(made.folder)
  expect(await readdir(join(made.folder, 'backups'))).toEqual([
    expect.stringMatching(/^before-restore-\d+$/),
  ])
})
