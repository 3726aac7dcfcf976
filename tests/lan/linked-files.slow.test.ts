import { once } from 'node:events'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { hubInTheAttic, type RunningHub } from './running-hub.ts'
import { type Host, whyNot } from './two-hosts.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const cli = join(import.meta.dirname, '../../server/cli.ts')

describe.skipIf(whyNot())('files in the cellar that are linked with a hub in the attic', () => {
  let attic: Host
  let cellar: Host
  let folder: string
  let end: () => Promise<void>
  let hub: RunningHub
  let key: string
  let fingerprint: string

  const file = (name: string) => join(folder, name)
  const hubUrl = () => `http://${attic.address}:9693`
  const secureUrl = () => `https://${attic.address}:9694`

  const start = (...args: readonly string[]) => {
    const child = cellar.start(process.execPath, [
      cli,
      'link',
      '--links',
      file('links.json'),
      ...args,
    ])
    let text = ''
    child.stdout?.on('data', (chunk) => {
      text += chunk
    })
    const ended = once(child, 'close')
    const end = async () => {
      child.kill('SIGKILL')
      await ended
      // Every process is the first one of its namespace, so the next would take itself for this one.
      await rm(file('links.json.lock'), { force: true })
    }
    onTestFinished(end)
    return { text: () => text, end }
  }
  /** Its errors go where those of the test go, but for what is asked for as JSON. */
  const link = async (...args: readonly string[]) => {
    const script = 'exec 2>&1; exec "$@"'
    const command = [process.execPath, cli, 'link', '--links', file('links.json'), ...args]
    const child = cellar.start('sh', ['-c', script, 'sh', ...command])
    let text = ''
    child.stdout?.on('data', (chunk) => {
      text += chunk
    })
    const [code] = await once(child, 'close')
    return { code, text }
  }
  const add = (...args: readonly string[]) =>
    link('add', '--app', 'vimium', '--file', file('a.json'), '--yes', ...args)
  const stored = async () => JSON.parse(await readFile(file('links.json'), 'utf8')).links
  const asOwner = async (method: string, path: string, body?: object) =>
    (
      await attic.ask('call', {
        ...{ method, url: `http://127.0.0.1:9693${path}`, authorization: `Bearer ${hub.token}` },
        ...(body && { body }),
      })
    ).body

  beforeAll(async () => {
    ;({ attic, cellar, folder, hub, end } = await hubInTheAttic())
    await cellar.ask('listen', cellar.address)
    await writeFile(file('a.json'), '{"hideHud":true}')
    const made = await asOwner('POST', '/api/v1/keys', { account: 'Ada', app: 'vimium' })
    key = String(made.text)
    const { body } = await cellar.ask('call', { url: `${hubUrl()}/api/v1/hub` })
    fingerprint = (body.tls as { fingerprint: string }).fingerprint
  })

  afterAll(async () => {
    await end?.()
  })

  test('a key goes to a hub that has HTTPS only with its fingerprint, and never in clear', async () => {
    const refused = await add('--hub', hubUrl(), '--key', key)
    expect(refused.code).toBe(1)
    expect(refused.text).toContain(`What answers there has the fingerprint ${fingerprint}.`)
    const wrong = await add('--hub', hubUrl(), '--key', key, '--pin', 'a'.repeat(64))
    expect(wrong.text).toContain('is not the hub with this fingerprint')
    const found = await add('--find', 'SxncD hub', '--key', key)
    expect(found.text).toContain('Any computer on this network can take the name of a hub.')
    const added = await add('--hub', hubUrl(), '--key', key, '--pin', fingerprint)
    expect(added.code, added.text).toBe(0)
    expect(await stored()).toMatchObject([{ hub: { url: secureUrl(), pin: fingerprint }, key }])
    await link('remove', (await stored())[0].id)
  })

  test('who pairs keeps the fingerprint of the hub', async () => {
    const adding = add('--find', 'SxncD hub')
    const waiting = () => asOwner('GET', '/api/v1/pairing-requests')
    await vi.waitFor(async () => expect((await waiting()).requests).toHaveLength(1), {
      timeout: 20_000,
      interval: 100,
    })
    const [request] = (await waiting()).requests as { id: string }[]
    await asOwner('POST', `/api/v1/pairing-requests/${request?.id}/approve`, { account: 'Ada' })
    const { code, text } = await adding
    expect([code, text]).toEqual([0, expect.stringContaining(fingerprint)])
    expect(await stored()).toMatchObject([{ hub: { url: secureUrl(), pin: fingerprint } }])
  })

  test('a link of an earlier version, in clear, gets to know its hub for good', async () => {
    const [one] = await stored()
    const { accepted: _, ...old } = { ...one, hub: { kind: 'other', url: hubUrl() } }
    await writeFile(file('links.json'), JSON.stringify({ version: 1, links: [old] }))
    const running = start('run')
    await vi.waitFor(
      async () => {
        expect(await stored()).toMatchObject([{ hub: { url: secureUrl(), pin: fingerprint } }])
        expect((await link('list')).text).toContain('in step')
      },
      { timeout: 20_000, interval: 500 },
    )
    await running.end()
  })

  test('a neighbour that takes the name and the address of the hub is sent nothing', async () => {
    await hub.stop()
    await attic.ask('pretend', 'SxncD hub')
    await writeFile(file('a.json'), '{"hideHud":false}')
    const running = start('run', '--json')
    await vi.waitFor(() => expect(running.text()).toContain('"event":"problem"'), {
      timeout: 20_000,
    })
    await running.end()
    const found = await add('--find', 'SxncD hub', '--key', key)
    expect(found.code).toBe(2)
    expect(await attic.ask('stolen')).toEqual([])
  })
})
