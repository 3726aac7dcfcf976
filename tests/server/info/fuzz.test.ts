import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import type { ApiDocument } from '../../../server/info/openapi.ts'
import { goodPassword, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { operationFor, type Reply, undeclared } from '../../helpers/declared-answers.ts'
import { figure } from '../../helpers/figures.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import { type FuzzRequest, type Known, requestsTo } from './requests.ts'

/** How many requests are sent; a long run asks for more. */
const runs = Number(process.env.FUZZ_RUNS ?? 1_500)
const perHub = 100

/** Sends a request. @returns its status, and what is wrong with the answer */
async function sendTo(hub: Hub, document: ApiDocument, request: FuzzRequest) {
  const reply = await hub.app.inject({ ...request, method: request.method as 'GET' })
  return { status: reply.statusCode, complaint: complaintOf(document, request, reply) }
}

function complaintOf(document: ApiDocument, request: FuzzRequest, reply: Reply) {
  if (reply.statusCode >= 500) return `${reply.statusCode}: ${reply.body}`
  // As the request goes out: `.` and `..` lead up.
  const { pathname } = new URL(request.url, 'http://hub')
  const found = operationFor(document, request.method, pathname)
  if (found) return undeclared(document, found.operation, reply)
  // A parameter with a slash or nothing in it leads elsewhere.
  const elsewhere = [200, 400, 404, 405, 421].includes(reply.statusCode)
  return elsewhere ? undefined : `${reply.statusCode} at an address that is none`
}

async function prepared() {
  const { hub, logged } = await testHub({
    environment: { RATE_LIMIT: 'off', LOG_LEVEL: 'error', BODY_LIMIT: '64 KiB' },
  })
  const owner = await ownerBrowser(hub, 'Olga')
  const [key, other] = [await keyFor(hub), await keyFor(hub, 'obtainium', 'Bo')]
  const member = await memberBrowser(hub, owner, 'Mia')
  const invite = await owner.send('POST', '/api/v1/invites', {})
  const accounts = await hub.store.accounts.list()
  const keys = await hub.store.keys.list()
  const known: Known = {
    values: {
      account: [...accounts.map(({ id }) => id), 'Ada', 'bo', 'Mia', 'Cy'],
      name: ['Ada', 'Cy', 'Dee', 'Mia'],
      app: ['thunder', 'obtainium', 'nothing'],
      key: keys.map(({ id }) => id),
      token: [String(invite.body.url).split('#')[1] ?? ''],
      version: ['1', '2', '3', '4'],
      as: ['text', 'json'],
      device: ['Pixel', 'Laptop'],
      deviceName: ['Pixel', 'Laptop'],
      savedTs: ['2025-02-26T09:15:30.123Z', '2025-02-27', '1900-01-01T00:00:00.000Z', '2999-01-01'],
      expires: ['2030-01-01'],
      settings: ['{"a":1}', 'text', '[]'],
      password: [goodPassword, 'another good password', 'short'],
    },
    credentials: [
      { authorization: key },
      { authorization: other },
      { authorization: `Bearer ${hub.controlToken}` },
      ...[owner, member].map(({ cookies }) => ({
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
      })),
    ],
  }
  return { hub, known, logged, document: (await hub.app.inject('/api/v1/openapi.json')).json() }
}

async function fuzz(count: number): Promise<Map<number, number>> {
  const { hub, known, logged, document } = await prepared()
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(requestsTo(document, known), async (request) => {
      const { status, complaint } = await sendTo(hub, document, request)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      expect(complaint).toBeUndefined()
    }),
    // One that depends on those before it is not found again by shrinking; the log helps then.
    { numRuns: count, endOnFailure: true },
  )
  expect(logged).toEqual([])
  await hub.close()
  return statuses
}

test(
  `the API answers ${runs} requests of every kind as it declares, and never with 5xx`,
  async () => {
    const statuses = new Map<number, number>()
    for (let left = runs; left > 0; left -= perHub) {
      for (const [status, count] of await fuzz(Math.min(perHub, left))) {
        statuses.set(status, (statuses.get(status) ?? 0) + count)
      }
    }
    figure(
      'fuzz: requests to every operation of the API',
      runs,
      0,
      'complaints: 5xx, undeclared answers, log lines',
    )
    // A fuzz that is only ever refused would prove nothing.
    const share = (status: number) => (statuses.get(status) ?? 0) / runs
    expect(share(200)).toBeGreaterThan(0.1)
    for (const status of [400, 401, 403, 404, 415]) expect(share(status)).toBeGreaterThan(0.005)
  },
  60_000 + runs * 40,
)
