import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../bench/free-port.ts'
import type { Hub } from '../../server/hub.ts'
import { browserOf, memberBrowser, ownerBrowser } from '../helpers/browser.ts'
import { figure } from '../helpers/figures.ts'
import { keyFor, post, testHub } from '../helpers/hub.ts'
import { startOidcProvider } from '../helpers/oidc-provider.ts'
import { startReceiver } from '../helpers/receiver.ts'
import { createBrowser } from '../server/sign-in/providers/browser.ts'

const savedTs = '2025-02-26T09:15:30.123Z'
const password = 'CANARY password of Ada'
const settings = 'CANARY-SETTINGS'

/** Every way in and every secret that there is, used well and used wrong. @returns the secrets */
async function useAll(hub: Hub, url: string): Promise<Set<string>> {
  const secrets = new Set<string>([password, settings, hub.controlToken])
  const keep = <T>(secret: T): T => {
    if (typeof secret === 'string' && secret !== '') secrets.add(secret)
    return secret
  }
  const token = keep(await hub.newSetUpToken())
  const ada = browserOf(hub)
  const wrong = { token: keep('CANARY-SET-UP'), name: 'Ada', password: keep('CANARY weak one') }
  await ada.send('POST', '/api/v1/set-up', wrong)
  await ada.send('POST', '/api/v1/set-up', { token, name: 'Ada', password: 'CANARY' })
  await ada.send('POST', '/api/v1/set-up', { token, name: 'Ada', password })
  for (const cookie of ada.cookies.values()) keep(cookie)
  keep(ada.proof)
  const opened = await ada.send('POST', '/api/v1/address-tickets', { path: '/api/v1/keys' })
  await browserOf(hub).send('GET', `/api/v1/keys?ticket=${keep(opened.body.ticket)}`)
  const guess = keep('CANARY wrong password')
  await browserOf(hub).send('POST', '/api/v1/session', { name: 'Ada', password: guess })
  await ada.send('PUT', '/api/v1/password', { current: guess, password: keep('CANARY new one') })

  const key = keep(await keyFor(hub, 'thunder', 'Ada'))
  await post(hub, key, { deviceName: 'Pixel', savedTs, settings })
  await post(hub, keep('CANARY-WRONG-KEY'), { deviceName: 'Pixel', savedTs, settings })
  await post(hub, key, `{"settings":"${settings}"`)

  // By WebDAV the key is a password.
  const made = await ada.send('POST', '/api/v1/keys', { app: '*', name: 'Phone' })
  const stored: number[] = []
  for (const text of [keep(String(made.body.text)), keep('CANARY-WRONG-PASSWORD')]) {
    const pair = keep(Buffer.from(`Phone:${text}`).toString('base64'))
    const headers = { host: 'localhost', authorization: `Basic ${pair}` }
    const put = { method: 'PUT', url: '/dav/vimium/a.txt', headers, payload: 'CANARY' } as const
    stored.push((await hub.app.inject(put)).statusCode)
    await hub.app.inject({ method: 'GET', url: `/dav/vimium/b.txt?key=${text}`, headers })
  }
  expect(stored).toEqual([201, 401])

  // A key may stand in an address.
  const address = await ada.send('POST', '/api/v1/keys', { app: 'vimium', address: true })
  const addresses = [keep(String(address.body.text)), keep('sxncd_CANARYWRONGADDRESS')]
  const headers = { host: 'localhost', referer: `${url}/f/${addresses[0]}/a.txt` }
  for (const text of addresses) {
    for (const [method, name] of [
      ...[
        ['PUT', '/a.txt'],
        ['GET', '/a.txt'],
        ['GET', '/none'],
        ['PUT', '/a.txt/b/c'],
        ['DELETE', ''],
      ],
      ...[
        ['GET', '/%ff'],
        ['PUT', '/a%2fb'],
        ['GET', '/a#b'],
        ['OPTIONS', ''],
      ],
    ]) {
      const request = { method: method as 'GET', url: `/f/${text}${name}`, headers }
      const reply = await hub.app.inject({ ...request, ...(method === 'PUT' && { payload: 'x' }) })
      expect(reply.body + JSON.stringify(reply.headers)).not.toContain(text)
    }
  }
  const ordinary = keep(await keyFor(hub, 'vimium', 'Ada'))
  await hub.app.inject({ url: `/f/${ordinary}/a.txt`, headers })

  const invite = await ada.send('POST', '/api/v1/invites', {})
  const secret = keep(String(invite.body.url).split('#')[1])
  const guest = browserOf(hub)
  const look = await guest.send('POST', '/api/v1/invites/look', { token: secret })
  keep(look.body.ticket as string)
  await guest.send('POST', '/api/v1/invites/look', { token: keep('CANARY-INVITE') })
  await guest.send('POST', '/api/v1/invites/accept', { token: secret, name: 'Ada', password })

  const ticket = await ada.send('POST', '/api/v1/pairing-tickets', { app: 'thunder' })
  const wish = { deviceName: 'Pixel', app: 'thunder' }
  const ask = (body: object) => browserOf(hub).send('POST', '/api/v1/pairings', body)
  await ask({ ...wish, ticket: keep('CANARY-TICKET') })
  keep((await ask({ ...wish, ticket: keep(ticket.body.ticket) })).body.key as string)
  const asked = (await ask(wish)).body as { id: string; secret: string }
  const outcome = (text: string) =>
    browserOf(hub).send('GET', `/api/v1/pairings/${asked.id}`, undefined, {
      authorization: `Bearer ${text}`,
    })
  await outcome(keep('CANARY-PAIRING'))
  await ada.send('POST', `/api/v1/pairing-requests/${asked.id}/approve`, {})
  keep((await outcome(keep(asked.secret))).body.key as string)

  const walker = createBrowser()
  const isCallback = (at: string) => at.startsWith(`${url}/callback/`)
  const { end } = await walker.walk(`${url}/sign-in/oidc?invite=${keep(look.body.ticket)}`, {
    until: isCallback,
  })
  for (const name of ['code', 'state']) keep(new URL(end).searchParams.get(name))
  await walker.walk(end)
  await walker.walk(end.replace(/state=[^&]*/, `state=${keep('CANARY-STATE')}`))
  await walker.walk(`${url}/callback/oidc?code=${keep('CANARY-CODE')}&state=x`)

  // Targets of notifications: what they hold stays in the settings, and nowhere else.
  const hook = await startReceiver()
  hook.answer = (response) => response.writeHead(404).end('CANARY-ANSWER')
  keep('CANARY-ANSWER')
  for (const format of ['json', 'ntfy', 'gotify', 'discord']) {
    const target = `${hook.url.replace('//', '//:CANARY-USER@')}/CANARY-TOPIC?token=CANARY-HOOK`
    const wish = { format, url: target, private: true }
    const { id } = (await ada.send('POST', '/api/v1/notify', wish)).body.target as { id: string }
    await ada.send('POST', `/api/v1/notify/${id}/test`)
    await ada.send('POST', '/api/v1/notify', { ...wish, url: 'CANARY-WRONG-HOOK' })
    const list = (await ada.send('GET', '/api/v1/notify')).text
    expect(list).not.toMatch(/CANARY|whsec_/)
    await ada.send('DELETE', `/api/v1/notify/${id}`)
  }
  expect(hook.received).toHaveLength(4)
  for (const one of ['CANARY-TOPIC', 'CANARY-USER', 'CANARY-HOOK', 'CANARY-WRONG-HOOK']) keep(one)

  const cookie = keep('CANARY-COOKIE')
  for (const address of [
    '/api/v1/keys',
    `/api/v1/keys?key=${keep('CANARY-QUERY')}`,
    '/%ff?CANARY-BAD',
  ]) {
    await hub.app.inject({
      url: address,
      headers: { host: 'localhost', cookie: `sxncd-session=${cookie}`, authorization: cookie },
    })
  }
  // The figures of the hub, by their token.
  for (const text of [keep('CANARY-METRICS-TOKEN'), keep('CANARY-WRONG-METRICS-TOKEN')]) {
    const headers = { host: 'hub.example', authorization: `Bearer ${text}` }
    const reply = await hub.app.inject({ url: '/metrics', headers })
    expect(reply.statusCode).toBe(text.includes('WRONG') ? 421 : 200)
    expect(reply.body).not.toContain('CANARY')
  }
  const mia = await memberBrowser(hub, ada, 'Mia')
  for (const one of mia.cookies.values()) keep(one)
  keep(mia.proof)
  return secrets
}

test('whatever is done, well or wrong, no secret is logged or kept as it is', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const op = await startOidcProvider({
    redirectUris: [`${url}/callback/oidc`],
    atEnd: onTestFinished,
  })
  const { hub, logged, folder } = await testHub({
    environment: {
      ...{ PORT: String(port), PUBLIC_URL: url, LAN: 'on', AUTH_MODULES: 'oidc' },
      RATE_LIMIT: 'off',
      METRICS_TOKEN: 'CANARY-METRICS-TOKEN',
      ...{
        OIDC_ISSUER: op.issuer,
        OIDC_CLIENT_ID: op.clientId,
        OIDC_CLIENT_SECRET: op.clientSecret,
      },
    },
  })
  await hub.listen()
  const secrets = await useAll(hub, url)
  await hub.close()
  expect(secrets.size).toBeGreaterThan(25)
  const text = logged.join('')
  expect(text).toContain('"refused"')
  expect(text).toContain('signed in')
  const all = [...secrets, op.clientSecret]
  const told = all.filter(
    (secret) => text.includes(secret) || text.includes(JSON.stringify(secret)),
  )
  expect(told).toEqual([])

  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const kept = await Promise.all(
    files
      .filter((file) => file.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  )
  expect(kept.length).toBeGreaterThan(10)
  const inFiles = all.filter(
    (secret) => secret !== settings && kept.some((one) => one.includes(secret)),
  )
  expect(inFiles).toEqual([])
  figure(
    'secrets looked for in the log and in the data folder',
    all.length,
    told.length + inFiles.length,
  )
})

test('sign-ins and refusals are logged: who, from where, and why', async () => {
  const { hub, logged } = await testHub()
  await ownerBrowser(hub)
  const guess = { name: 'Ada', password: 'a wrong guess' }
  await browserOf(hub).send('POST', '/api/v1/session', guess)
  const lines = logged.map((line) => JSON.parse(line))
  const signedIn = lines.find(({ msg }) => msg === 'signed in')
  expect(signedIn).toMatchObject({ via: 'set-up', from: '127.0.0.1' })
  const refused = lines.find(({ msg, path }) => msg === 'refused' && path === '/api/v1/session')
  expect(refused).toMatchObject({ status: 401, from: '127.0.0.1', method: 'POST' })
})
