import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Hub } from '../../server/hub.ts'
import { browserOf, ownerBrowser } from '../helpers/browser.ts'
import { testHub } from '../helpers/hub.ts'

/** Signing in by a header of the reverse proxy: who may, and what strangers try. */

const proxy = '172.18.0.2'
const publicUrl = 'https://sync.example.com'

async function behindProxy(environment: Record<string, string> = {}) {
  const own = { PUBLIC_URL: publicUrl, AUTH_MODULES: 'proxy', TRUST_PROXY: proxy }
  return testHub({ environment: { ...own, SIGN_UP: 'open', ...environment } })
}

type Headers = Record<string, string | string[]>

/** A browser at the public address, by whatever is in front of the hub. */
function visitor(hub: Hub, peer = proxy) {
  const jar = new Map<string, string>()
  const get = async (path: string, headers: Headers = {}, remoteAddress = peer) => {
    const reply = await hub.app.inject({
      url: path,
      remoteAddress,
      headers: {
        host: new URL(publicUrl).host,
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '203.0.113.9',
        'sec-fetch-site': 'same-origin',
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
        ...headers,
      },
    })
    for (const { name, value } of reply.cookies) jar.set(name, value)
    return reply
  }
  /** Goes to the proxy's sign-in and comes back. @returns where to */
  const signIn = async (headers: Headers, remoteAddress = peer, query = '') => {
    const begun = await get(`/sign-in/proxy${query}`)
    const callback = String(begun.headers.location)
    expect(callback).toMatch(`${publicUrl}/callback/proxy?state=`)
    const back = await get(callback.slice(publicUrl.length), headers, remoteAddress)
    const location = String(back.headers.location)
    const proof = location.split('#proof=')[1]
    return { location, proof, status: back.statusCode }
  }
  const nameOf = async (proof: string | undefined, headers: Headers = {}) => {
    const own = { ...(proof && { 'x-sxncd-proof': proof }), ...headers }
    return (await get('/api/v1/session', own)).json().account?.name as string | undefined
  }
  return { get, signIn, nameOf, jar }
}

const refused = '/sign-in?problem=provider_refused'

test('whom the trusted proxy names gets an account of their own, and the same one again', async () => {
  const { hub } = await behindProxy()
  await ownerBrowser(hub)
  const ada = visitor(hub)
  const { location, proof } = await ada.signIn({ 'remote-user': 'grace' })
  expect(location).toMatch(/^\/#proof=[\w-]{43}$/)
  expect(await ada.nameOf(proof)).toBe('grace')
  expect([...ada.jar.keys()]).toContain('__Host-sxncd-session')
  const again = visitor(hub)
  const { proof: second } = await again.signIn({ 'remote-user': 'grace' })
  expect(await again.nameOf(second)).toBe('grace')
  expect(await hub.store.accounts.count()).toBe(2)
})

test('a name opens no account that only has the same name', async () => {
  const { hub } = await behindProxy()
  await ownerBrowser(hub, 'Ada')
  const stranger = visitor(hub)
  const { proof } = await stranger.signIn({ 'remote-user': 'Ada' })
  expect(await stranger.nameOf(proof)).toBe('Ada 2')
  const roles = (await hub.store.accounts.list()).map(({ name, role }) => [name, role])
  expect(roles).toEqual([
    ['Ada', 'owner'],
    ['Ada 2', 'member'],
  ])
})

test('nobody becomes the owner of a new hub by it, nor a member where sign-up is closed', async () => {
  const { hub } = await behindProxy({ SIGN_UP: 'invite' })
  expect((await visitor(hub).signIn({ 'remote-user': 'root' })).location).toBe(
    '/sign-in?problem=invite_needed',
  )
  expect(await hub.store.accounts.count()).toBe(0)
  const open = await behindProxy()
  await visitor(open.hub).signIn({ 'remote-user': 'root' })
  expect((await open.hub.store.accounts.list()).map(({ role }) => role)).toEqual(['member'])
})

describe('the header counts for nothing', () => {
  test.each([
    ['from another address in the same network', '172.18.0.3'],
    ['from this machine', '127.0.0.1'],
    ['from the internet', '203.0.113.9'],
  ])('%s', async (_, peer) => {
    const { hub, logged } = await behindProxy()
    const forged = { 'remote-user': 'grace', 'x-forwarded-for': proxy }
    expect((await visitor(hub).signIn(forged, peer)).location).toBe(refused)
    expect(logged.join('\n')).toContain(`TRUST_PROXY does not name ${peer}`)
    expect(await hub.store.accounts.count()).toBe(0)
  })

  test('where it is another one than the configured', async () => {
    const { hub } = await behindProxy({ PROXY_USER_HEADER: 'X-authentik-username' })
    for (const name of ['remote-user', 'x_authentik_username', 'x-authentik-username-'])
      expect((await visitor(hub).signIn({ [name]: 'grace' })).location).toBe(refused)
    expect((await visitor(hub).signIn({ 'x-authentik-username': 'grace' })).proof).toBeDefined()
  })

  test('where AUTH_MODULES does not name the proxy', async () => {
    const { hub } = await behindProxy({ AUTH_MODULES: 'local' })
    const { get } = visitor(hub)
    expect((await get('/sign-in/proxy', { 'remote-user': 'grace' })).statusCode).toBe(404)
    expect((await get('/callback/proxy', { 'remote-user': 'grace' })).statusCode).toBe(404)
    expect((await get('/api/v1/session', { 'remote-user': 'grace' })).json().ways).toEqual([])
  })

  test('on any route of its own: it opens no session without a sign-in', async () => {
    const { hub } = await behindProxy()
    const owner = visitor(hub)
    await owner.signIn({ 'remote-user': 'grace' })
    const { get } = visitor(hub)
    for (const path of ['/api/v1/slots', '/api/v1/status', '/api/v1/me/export', '/api/v1/keys'])
      expect((await get(path, { 'remote-user': 'grace' })).statusCode).toBe(401)
    expect((await get('/api/v1/session', { 'remote-user': 'grace' })).json().account).toBeNull()
  })
})

test.each([
  ['two names that were joined', 'mallory, grace', refused],
  ['control characters', 'gra\tce', refused],
  ['bytes that are no UTF-8', Buffer.from([0x67, 0xff]).toString('latin1'), refused],
  ['characters that turn the text', Buffer.from('ecarg\u202e').toString('latin1'), refused],
  ['a very long name', 'x'.repeat(201), refused],
  ['nothing', '', refused],
])('%s are no name', async (_, sent, location) => {
  const { hub } = await behindProxy()
  expect((await visitor(hub).signIn({ 'remote-user': sent })).location).toBe(location)
  expect(await hub.store.accounts.count()).toBe(0)
})

test('names of every language are read', async () => {
  const { hub } = await behindProxy()
  const { signIn, nameOf } = visitor(hub)
  const { proof } = await signIn({ 'remote-user': Buffer.from('Jürgen').toString('latin1') })
  expect(await nameOf(proof)).toBe('Jürgen')
})

test('of two headers none is believed', async () => {
  const { hub } = await behindProxy()
  const url = await hub.listen()
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  socket.end(
    'GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nRemote-User: a\r\nRemote-User: b\r\nConnection: close\r\n\r\n',
  )
  let text = ''
  for await (const part of socket.setEncoding('utf8')) text += part
  expect(text).toMatch(/^HTTP\/1.1 400 /)
  expect(text).toContain('header_doubled')
})

test('a sign-in is finished once, in the browser that began it, with its own answer', async () => {
  const { hub } = await behindProxy()
  const grace = { 'remote-user': 'grace' }
  // Nothing was begun here: a page has sent the browser straight to the end.
  expect((await visitor(hub).get('/callback/proxy?state=x', grace)).headers.location).toBe(
    '/sign-in?problem=state',
  )
  const { get } = visitor(hub)
  const begun = await get('/sign-in/proxy')
  const callback = String(begun.headers.location).slice(publicUrl.length)
  expect((await get('/callback/proxy?state=other', grace)).headers.location).toBe(
    '/sign-in?problem=state',
  )
  expect((await get(callback, grace)).headers.location).toBe('/sign-in?problem=expired')
  expect(await hub.store.accounts.count()).toBe(0)
})

test('only the window itself links it to an account that is signed in', async () => {
  const { hub } = await behindProxy()
  const { get } = visitor(hub)
  const asked = await get('/sign-in/proxy?link=1&ticket=forged', { 'remote-user': 'grace' })
  expect(asked.headers.location).toBe('/account?problem=state')
  const crossSite = await get('/sign-in/proxy?link=1', { 'sec-fetch-site': 'cross-site' })
  expect(crossSite.headers.location).toBe('/account?problem=state')
})

test('a session by the proxy is over where the proxy names somebody else, or nonsense', async () => {
  const { hub } = await behindProxy()
  const { signIn, nameOf, get } = visitor(hub)
  const { proof = '' } = await signIn({ 'remote-user': 'grace' })
  expect(await nameOf(proof, { 'remote-user': 'grace' })).toBe('grace')
  // Not every proxy names people outside of the sign-in.
  expect(await nameOf(proof)).toBe('grace')
  for (const other of ['linus', 'Grace', 'grace, linus']) {
    expect(await nameOf(proof, { 'remote-user': other })).toBeUndefined()
    const asked = await get('/api/v1/slots', { 'x-sxncd-proof': proof, 'remote-user': other })
    expect(asked.statusCode).toBe(401)
  }
})

test('the owner links it, signs in by it, and other sites still change nothing', async () => {
  const { hub } = await behindProxy({ SIGN_UP: 'closed' })
  await ownerBrowser(hub, 'Ada')
  const [owner] = await hub.store.accounts.list()
  const way = { way: 'proxy' as const, issuer: 'proxy:remote-user', subject: 'ada', label: 'ada' }
  await hub.store.change(async ({ signIns }) => {
    const ways = await signIns.get(owner?.id ?? '')
    const identity = { ...way, id: '1', addedAt: 0 }
    await signIns.put(owner?.id ?? '', { ...ways, identities: [identity] })
  })
  const { signIn, nameOf, jar } = visitor(hub)
  const { proof = '' } = await signIn({ 'remote-user': 'ada' })
  expect(await nameOf(proof)).toBe('Ada')
  const change = (headers: Record<string, string>) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/v1/invites',
      remoteAddress: proxy,
      headers: {
        host: new URL(publicUrl).host,
        'x-forwarded-proto': 'https',
        'x-forwarded-for': '203.0.113.9',
        'remote-user': 'ada',
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
        ...headers,
      },
      payload: {},
    })
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
  expect((await change({ ...foreign, 'x-sxncd-proof': proof })).statusCode).toBe(403)
  expect((await change({ origin: publicUrl })).statusCode).toBe(401)
  expect((await change({ origin: publicUrl, 'x-sxncd-proof': proof })).statusCode).toBe(200)
})

test('signing out ends the session, and the next sign-in is a new one', async () => {
  const { hub } = await behindProxy()
  const { signIn, nameOf, jar } = visitor(hub)
  const { proof = '' } = await signIn({ 'remote-user': 'grace' })
  const out = await hub.app.inject({
    method: 'DELETE',
    url: '/api/v1/session',
    remoteAddress: proxy,
    headers: {
      host: new URL(publicUrl).host,
      'x-forwarded-proto': 'https',
      cookie: [...jar].map((pair) => pair.join('=')).join('; '),
      'x-sxncd-proof': proof,
      origin: publicUrl,
    },
  })
  expect(out.statusCode).toBe(200)
  expect(await nameOf(proof, { 'remote-user': 'grace' })).toBeUndefined()
  const { proof: next } = await signIn({ 'remote-user': 'grace' })
  expect(await nameOf(next)).toBe('grace')
})

test('a hub in which the proxy was switched off offers no such sign-in, and keeps the account', async () => {
  const first = await behindProxy()
  await visitor(first.hub).signIn({ 'remote-user': 'grace' })
  await first.hub.close()
  const { hub } = await testHub({ folder: first.folder })
  expect((await browserOf(hub).send('GET', '/api/v1/session')).body.ways).toEqual([])
  expect((await hub.store.accounts.list()).map(({ name }) => name)).toEqual(['grace'])
})
