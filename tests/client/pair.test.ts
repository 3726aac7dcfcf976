import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { type PairingCode, pair } from '../../client/pair.ts'
import type { Hub } from '../../server/hub.ts'
import { ownerBrowser } from '../helpers/browser.ts'
import { post, testHub } from '../helpers/hub.ts'
import { type Came, reply, startStub } from './stub.ts'

const pairing = {
  id: 'p/1',
  secret: 'a-secret',
  code: '482-913',
  expiresAt: '2025-03-01T12:05:00Z',
}

/** A hub that answers to a pairing with one state after the other. */
async function startPairing(states: readonly (object | 'cut')[]) {
  const stub = await startStub((came: Came, response: ServerResponse, count) => {
    if (came.method === 'POST') return reply(response, 200, { success: true, ...pairing })
    const state = states[count - 2]
    if (state === 'cut') return void response.destroy()
    reply(response, 200, { success: true, ...state })
  })
  const codes: PairingCode[] = []
  const options = {
    hub: stub.url,
    deviceName: 'Pixel',
    app: 'obtainium',
    retryMs: 1,
    onCode: (code: PairingCode) => codes.push(code),
  }
  return { stub, codes, options }
}

test('the code is shown, and the key comes once the owner has approved', async () => {
  const states = [{ state: 'waiting' }, { state: 'approved', key: 'sxncd_key' }]
  const { stub, codes, options } = await startPairing(states)
  expect(await pair(options)).toEqual({ key: 'sxncd_key' })
  expect(codes).toEqual([{ code: pairing.code, expiresAt: pairing.expiresAt }])
  const [asked, polled, ...more] = stub.came
  expect(asked).toMatchObject({ method: 'POST', path: '/api/v1/pairings' })
  expect(asked?.headers.authorization).toBeUndefined()
  expect(JSON.parse(asked?.body ?? '')).toEqual({ deviceName: 'Pixel', app: 'obtainium' })
  expect(polled).toMatchObject({ method: 'GET', path: '/api/v1/pairings/p%2F1?wait=25' })
  expect(polled?.headers.authorization).toBe('Bearer a-secret')
  expect(more).toHaveLength(1)
})

test('a hub that is away for a moment is asked again', async () => {
  const { options } = await startPairing(['cut', { state: 'approved', key: 'sxncd_key' }])
  expect(await pair(options)).toEqual({ key: 'sxncd_key' })
})

test.each([
  ['denied', 'The request was denied on the hub.'],
  ['expired', 'Nobody approved the request in time. Ask again.'],
  ['collected', 'The key was handed out already and is given only once. Ask again.'],
])('there is no key once it is %s', async (state, message) => {
  const { options } = await startPairing([{ state }])
  await expect(pair(options)).rejects.toMatchObject({ code: `pairing_${state}`, message })
})

test.each([[{ state: 'approved' }], [{ state: 'constructor' }], [{}]])(
  'an answer that is none: %j',
  async (state) => {
    const { options } = await startPairing([state])
    await expect(pair(options)).rejects.toMatchObject({ code: 'bad_answer' })
  },
)

test('what the hub refuses is told in its words', async () => {
  const stub = await startStub((_, response) =>
    reply(response, 404, { success: false, error: 'There is no such app.' }),
  )
  const { options } = await startPairing([])
  await expect(pair({ ...options, hub: stub.url })).rejects.toThrow('There is no such app.')
})

test('the caller can end it', async () => {
  const reason = new Error('enough')
  const controller = new AbortController()
  const { options } = await startPairing([])
  const onCode = () => controller.abort(reason)
  await expect(pair({ ...options, onCode, signal: controller.signal })).rejects.toBe(reason)
})

/** Reaches a hub that does not listen, so that it need not be on a network. */
const fetchFrom =
  (hub: Hub) =>
  async (url: string | URL | Request, init: RequestInit = {}) => {
    const reply = await hub.app.inject({
      method: (init.method ?? 'GET') as 'GET',
      url: String(url),
      headers: { host: 'localhost:9693', ...(init.headers as Record<string, string>) },
      ...(typeof init.body === 'string' && { payload: init.body }),
    })
    const headers = new Headers(reply.headers as Record<string, string>)
    return new Response(reply.body, { status: reply.statusCode, headers })
  }

async function realHub() {
  const { hub } = await testHub({ environment: { LAN: 'on' } })
  const owner = await ownerBrowser(hub)
  const options = {
    hub: 'http://localhost:9693',
    deviceName: 'Pixel',
    app: 'thunder',
    fetch: fetchFrom(hub),
    retryMs: 1,
  }
  return { hub, owner, options }
}

const upload = { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: '{}' }

test.each([
  ['approve', undefined],
  ['deny', 'pairing_denied'],
])('with a real hub: %s', async (decision, code) => {
  const { hub, owner, options } = await realHub()
  const onCode = async (shown: PairingCode) => {
    const path = `/api/v1/pairing-requests/${shown.code}/${decision}`
    await owner.send('POST', path, decision === 'approve' ? {} : undefined)
  }
  const work = pair({ ...options, onCode })
  if (code) return expect(work).rejects.toMatchObject({ code })
  const paired = await work
  expect(paired.hub).toMatchObject({ id: hub.store.hub.id })
  expect((await post(hub, paired.key, upload)).body.action).toBe('created')
})

test('with a real hub: a ticket needs no decision', async () => {
  const { hub, owner, options } = await realHub()
  const { body } = await owner.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  const onCode = () => expect.unreachable()
  const { key } = await pair({ ...options, onCode, ticket: String(body.ticket) })
  expect((await post(hub, key, upload)).body.action).toBe('created')
})
