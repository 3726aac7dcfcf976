import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import type { PostOptions } from '../../server/notify/post.ts'
import { maxTargets } from '../../server/notify/read-targets.ts'
import { ownerBrowser } from '../helpers/browser.ts'
import { figure } from '../helpers/figures.ts'
import { testHub } from '../helpers/hub.ts'
import { startReceiver } from '../helpers/receiver.ts'

const times = process.env.SECURITY === 'full' ? 2_000 : 60
// Each time writes the data folder twice.
vi.setConfig({ testTimeout: 30_000 + times * 60 })

/** This machine, in the ways that somebody may write it. */
const loopback = [
  ...['127.0.0.1', '127.1', '127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1'],
  ...['017700000001', '0x7F.1', '127.0.0.1.', '127.255.255.254', '①②⑦.0.0.1', '127。0。0。1'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '[::1]', '[0:0:0:0:0:0:0:1]'],
  ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[64:ff9b::127.0.0.1]'],
  ...['[::127.0.0.1]', '[2002:7f00:1::]', '0.0.0.0', '0', '[::]', '%31%32%37.0.0.1'],
]
const others = [
  ...['10.0.0.1', '172.16.0.1', '192.168.0.1', '100.64.0.1', '[fd00::1]', '169.254.169.254'],
  ...['169.254.170.2', '[fe80::1]', '[fd00:ec2::254]', '100.100.100.200', '192.0.0.192'],
  ...['168.63.129.16', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '[::ffff:a9fe:a9fe]'],
  ...['224.0.0.1', '255.255.255.255', '[ff02::1]', '[64:ff9b::a9fe:a9fe]', '[2002:a9fe:a9fe::]'],
]

/** A hub whose names lead where a test says, and what it answers for a target. */
async function attacked(lookup?: PostOptions['lookup']) {
  const { hub } = await testHub({
    environment: { RATE_LIMIT: 'off' },
    overrides: { notify: { timeoutMs: 2_000, ...(lookup && { lookup }) } },
  })
  const ada = await ownerBrowser(hub)
  const tryTarget = async (url: string, more: object = {}) => {
    const made = await ada.send('POST', '/api/v1/notify', { format: 'json', url, ...more })
    if (made.status !== 200) return made.code
    const { id } = made.body.target as { id: string }
    const tried = await ada.send('POST', `/api/v1/notify/${id}/test`)
    await ada.send('DELETE', `/api/v1/notify/${id}`)
    return (tried.body.delivery as { code: string }).code
  }
  return { ada, tryTarget }
}

test('no way of writing an address leads a message to this machine or its networks', async () => {
  const here = await startReceiver()
  // Every name is one of this machine.
  const { tryTarget } = await attacked((_, done) =>
    done(null, [{ address: '127.0.0.1', family: 4 }]),
  )
  const hosts = [...loopback, ...others]
  for (const host of hosts) {
    for (const user of ['', 'example.com@', 'user:pass@']) {
      const code = await tryTarget(`http://${user}${host}:${here.port}/hook`)
      expect([host, code]).toEqual([
        host,
        expect.stringMatching(/^(address_refused|target_address_bad)$/),
      ])
    }
  }
  for (const url of [
    'gopher://127.0.0.1/',
    'file:///etc/passwd',
    'unix:/var/run/docker.sock',
    '//127.0.0.1/',
  ]) {
    expect(await tryTarget(url)).toBe('target_address_bad')
  }
  expect(here.connections.made).toBe(0)
  figure(
    'messages sent to private addresses: ways of writing',
    hosts.length * 3,
    here.connections.made,
  )
})

test('no name leads there, whatever it answers first and later', async () => {
  const here = await startReceiver()
  const inside = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '10.0.0.1', '169.254.169.254', 'fe80::1']
  let answers: string[][] = []
  const lookup: PostOptions['lookup'] = (_, done) => {
    const found = answers.shift() ?? ['127.0.0.1']
    done(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  const { tryTarget } = await attacked(lookup)
  for (let n = 0; n < times; n += 1) {
    const random = randomBytes(8)
    const pick = (at: number) => inside[(random[at] ?? 0) % inside.length] ?? ''
    answers = [[pick(0), pick(1)], [pick(2)]]
    expect(await tryTarget(`http://x${n}.example:${here.port}/`)).toBe('address_refused')
  }
  expect(here.connections.made).toBe(0)
  figure('messages sent to private addresses: names', times, here.connections.made)
})

test('no redirect leads there, nor out of a target that may be private', async () => {
  const inner = await startReceiver()
  const outer = await startReceiver()
  const { tryTarget } = await attacked()
  const statuses = [300, 301, 302, 303, 305, 307, 308]
  for (const status of statuses) {
    outer.answer = (response) =>
      response.writeHead(status, { location: `${inner.url}/metadata`, refresh: '0' }).end()
    expect(await tryTarget(outer.url, { private: true })).toBe('redirected')
  }
  expect(outer.received).toHaveLength(statuses.length)
  expect(inner.connections.made).toBe(0)
  figure('messages sent to private addresses: redirects', statuses.length, inner.connections.made)
})

test('what a private service answers is not told, so that nothing can be read by it', async () => {
  const inner = await startReceiver()
  inner.answer = (response) =>
    response.writeHead(500, { 'x-secret': 'CANARY', 'content-type': 'text/plain' }).end('CANARY')
  const { ada } = await attacked()
  const wish = { format: 'json', url: inner.url, private: true }
  const made = await ada.send('POST', '/api/v1/notify', wish)
  const { id } = made.body.target as { id: string }
  const tried = await ada.send('POST', `/api/v1/notify/${id}/test`)
  expect(tried.body.delivery).toEqual({ code: 'answered', status: 500 })
  expect(tried.text + (await ada.send('GET', '/api/v1/notify')).text).not.toContain('CANARY')
})

test('targets that hang do not pile up: one connection each, gone after their time', async () => {
  const here = await startReceiver()
  here.answer = () => {}
  const { hub } = await testHub({
    environment: {
      NOTIFY_URL: Array.from({ length: maxTargets }, (_, n) => `${here.url}/${n}`).join(' '),
      NOTIFY_PRIVATE: 'on',
    },
    overrides: { notify: { timeoutMs: 1_000 } },
  })
  for (let n = 0; n < 500; n += 1) hub.notices.tell({ kind: 'update', version: `${n}` })
  await expect.poll(() => here.received.length).toBe(maxTargets)
  expect(here.connections.open).toBe(maxTargets)
  await expect.poll(() => here.connections.open, { timeout: 5_000 }).toBe(0)
})
