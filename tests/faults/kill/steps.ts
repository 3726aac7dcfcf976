import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import pino from 'pino'
import { acceptIdentity } from '../../../server/api/provider-sign-in.ts'
import { readConfig } from '../../../server/config/config.ts'
import { createHub } from '../../../server/hub.ts'
import { type Browser, browserOf, goodPassword, ownerBrowser } from '../../helpers/browser.ts'
import type { Step } from './steps-check.ts'

/**
 * A hub at which people do all that spans documents, without a rest, to be killed meanwhile. What
 * is about to be done and what was answered goes into a log, line by line.
 */
process.stdout.write('loaded\n')
const [line] = await once(process.stdin, 'data')
const { folder, log, mutant } = JSON.parse(String(line)) as Record<string, string>

const note = (step: Step) => appendFileSync(log as string, `${JSON.stringify(step)}\n`)
const environment = { DATA_DIR: folder as string, PORT: '0', RATE_LIMIT: 'off', LAN: 'on' }
const hub = await createHub(readConfig(environment), {
  log: pino({ level: 'silent' }),
  scryptCost: { N: 2, r: 8, p: 1 },
  store: { lock: false, intents: mutant !== 'no intent' },
})
note({ on: 'set-up', at: 'asked' })
const owner = await ownerBrowser(hub, 'Olga')
note({ on: 'set-up', at: 'answered' })
process.stdout.write('set up\n')

const asked = async (who: Browser, method: string, path: string, body?: object, more?: object) => {
  const reply = await who.send(method, path, body, more as never)
  if (reply.status !== 200) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`)
  return reply.body as Record<string, unknown>
}

async function invitation() {
  const { invite, url } = await asked(owner, 'POST', '/api/v1/invites', {})
  return { id: String((invite as { id: string }).id), secret: String(url).split('#')[1] as string }
}

/** Becomes a member by an invitation, connects devices, and is removed every other time. */
async function guest(name: string, isRemoved: boolean) {
  const { id, secret } = await invitation()
  const browser = browserOf(hub)
  note({ on: 'guest', at: 'asked', name, invite: id })
  const body = { token: secret, name, password: goodPassword }
  await asked(browser, 'POST', '/api/v1/invites/accept', body)
  note({ on: 'guest', at: 'answered', name, invite: id })
  const { ticket } = await asked(browser, 'POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  const wish = { deviceName: name, app: 'thunder' }
  await asked(browserOf(hub), 'POST', '/api/v1/pairings', { ...wish, ticket })
  note({ on: 'key', at: 'answered', name, account: name })
  const { keys } = await asked(browser, 'GET', '/api/v1/keys')
  const [key] = keys as { id: string }[]
  await asked(browser, 'POST', `/api/v1/keys/${key?.id}/rotate`)
  note({ on: 'rotated', at: 'answered', key: String(key?.id) })
  if (!isRemoved) return
  note({ on: 'removal', at: 'asked', name })
  await asked(owner, 'DELETE', `/api/v1/accounts/${encodeURIComponent(name)}`, { name })
  note({ on: 'removal', at: 'answered', name })
}

/** Comes by a provider with an invitation, in two tabs. */
async function provided(name: string) {
  const { id, secret } = await invitation()
  const arrive = () => {
    const request = { headers: {}, protocol: 'http', ip: '127.0.0.1', log: { info: () => {} } }
    const parts = { store: hub.store, now: Date.now, events: hub.events, signUp: 'invite' as const }
    const identity = { way: 'oidc' as const, issuer: 'https://id', subject: name, label: name }
    const context = { returnTo: '/in', invite: secret, request, reply: { header: () => {} } }
    return acceptIdentity(parts, identity, context as never)
  }
  note({ on: 'guest', at: 'asked', name, invite: id })
  const places = await Promise.all([arrive(), arrive()])
  if (places.some((place) => !place.startsWith('/in#proof='))) throw new Error(String(places))
  note({ on: 'guest', at: 'answered', name, invite: id })
}

/** A device asks, the owner approves, and the device fetches its key. */
async function paired(name: string) {
  const device = browserOf(hub)
  const wish = { deviceName: name, app: 'thunder' }
  const { id, secret } = await asked(device, 'POST', '/api/v1/pairings', wish)
  await asked(owner, 'POST', `/api/v1/pairing-requests/${id}/approve`, {})
  const authorization = `Bearer ${secret}`
  await asked(device, 'GET', `/api/v1/pairings/${id}`, undefined, { authorization })
  note({ on: 'key', at: 'answered', name, account: 'Olga' })
}

/** An app of one's own comes, is switched off, and goes. */
async function ownApp(name: string) {
  const { app } = await asked(owner, 'POST', '/api/v1/apps', { name })
  const { type } = app as { type: string }
  note({ on: 'app', at: 'answered', name, type })
  await asked(owner, 'PATCH', '/api/v1/settings', { appsOff: [type] })
  note({ on: 'app-removal', at: 'asked', name, type })
  await asked(owner, 'DELETE', `/api/v1/apps/${type}`)
  note({ on: 'app-removal', at: 'answered', name, type })
}

const forever = async (work: (count: number) => Promise<void>) => {
  for (let count = 0; ; count += 1) await work(count)
}

await Promise.all([
  forever((count) => guest(`Guest ${count}`, count % 2 === 1)),
  forever((count) => provided(`Provided ${count}`)),
  forever((count) => paired(`Paired ${count}`)),
  forever((count) => ownApp(`App ${count}`)),
]).catch((error) => {
  note({ on: 'failure', at: 'answered', name: String(error) })
})
