import type { ApiDocument } from '../../../server/api/openapi-document.ts'
import { goodPassword, memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { operationFor, type Reply, undeclared } from '../../helpers/declared-answers.ts'
import { keyFor, testHub } from '../../helpers/hub.ts'
import type { FuzzRequest, Known } from './requests.ts'

export type FuzzedHub = Awaited<ReturnType<typeof fuzzedHub>>

/**
 * Sends a request. @returns its status, and what is wrong with the answer
 * @param failures the answers of 5xx that are right where something of the machine has failed
 */
export async function sendTo(
  { hub, document }: FuzzedHub,
  request: FuzzRequest,
  failures: readonly number[] = [],
) {
  const reply = await hub.app.inject({ ...request, method: request.method as 'GET' })
  const { statusCode: status } = reply
  const isBad = status >= 500 && !failures.includes(status)
  const complaint = isBad ? `${status}: ${reply.body}` : complaintOf(document, request, reply)
  return { status, complaint }
}

function complaintOf(document: ApiDocument, request: FuzzRequest, reply: Reply) {
  // As the request goes out: `.` and `..` lead up.
  const { pathname } = new URL(request.url, 'http://hub')
  const found = operationFor(document, request.method, pathname)
  if (found) return undeclared(document, found.operation, reply)
  // A parameter with a slash or nothing in it leads elsewhere.
  const elsewhere = [200, 400, 404, 405, 421].includes(reply.statusCode)
  return elsewhere ? undefined : `${reply.statusCode} at an address that is none`
}

/** A hub with people, keys and an invitation on it, and all that is known of them. */
export async function fuzzedHub() {
  const { hub, folder, logged } = await testHub({
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
      ...[owner, member].map((browser) => browser.sessionHeaders()),
    ],
  }
  const document: ApiDocument = (await hub.app.inject('/api/v1/openapi.json')).json()
  return { hub, folder, known, logged, document }
}
