import { X509Certificate } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { request } from 'node:https'
import type { NetworkInterfaceInfo } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { fingerprintOf } from '../../../server/tls/certificate.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { testHub } from '../../helpers/hub.ts'
import { Network } from './network.ts'

// Other addresses of loopback stand for those of a network; only Linux has them all.
const canTest = process.platform === 'linux'

const info = (address: string): NetworkInterfaceInfo =>
  ({ address, internal: false, family: 'IPv4', cidr: `${address}/8` }) as NetworkInterfaceInfo

/** A hub on a network of its own, with an interface or more that the test chooses. */
async function lanHub(environment: Record<string, string> = {}) {
  const network = new Network()
  const interfaces: Record<string, NetworkInterfaceInfo[]> = { eth0: [info('127.0.0.2')] }
  const lan = { interfaces: () => interfaces, openMdns: network.open }
  const { hub, folder, logged } = await testHub({
    environment: { HTTPS_PORT: '0', ...environment },
    overrides: { lan },
  })
  // What looks like loopback is no address of a home, so the owner has to choose it.
  await hub.store.settings.change((settings) => ({ ...settings, lanInterface: 'eth0' }))
  const url = await hub.listen()
  return { hub, url, folder, network, interfaces, logged, port: new URL(url).port }
}

const answers = async (url: string) =>
  fetch(`${url}/health`).then(
    ({ status }) => status,
    () => 'nobody',
  )

/** Asks over HTTPS without trusting anybody. @returns the fingerprint of who answered, and what */
function askSecurely(port: number, path: string, host = '127.0.0.2') {
  return new Promise<{ status: number; fingerprint: string; body: string }>((resolve, reject) => {
    const asked = request(
      { host, port, path, rejectUnauthorized: false, agent: false },
      (reply) => {
        const { raw } = (reply.socket as import('node:tls').TLSSocket).getPeerCertificate()
        const fingerprint = fingerprintOf(new X509Certificate(raw).toString())
        let body = ''
        reply.on('data', (chunk) => {
          body += chunk
        })
        reply.on('end', () => resolve({ status: reply.statusCode ?? 0, fingerprint, body }))
      },
    )
    asked.on('error', reject).end()
  })
}

test.runIf(canTest)('off until the owner says so; then there, and gone again at once', async () => {
  const { hub, url, port, network } = await lanHub()
  const owner = await ownerBrowser(hub)
  const lan = `http://127.0.0.2:${port}`
  expect([await answers(url), await answers(lan)]).toEqual([200, 'nobody'])
  expect([hub.lan.announcedAs, hub.lan.served]).toEqual([undefined, []])

  const on = await owner.send('PATCH', '/api/v1/settings', { lan: true })
  expect(on.body.settings).toMatchObject({ lan: true, lanInterface: 'eth0' })
  expect([await answers(url), await answers(lan)]).toEqual([200, 200])
  expect(hub.lan.endpoints).toEqual([
    { address: '127.0.0.1', port: Number(port), secure: false },
    { address: '127.0.0.2', port: Number(port), secure: false },
    { address: '127.0.0.2', port: hub.lan.tls?.port, secure: true },
  ])

  await owner.send('PATCH', '/api/v1/settings', { lan: false })
  expect([await answers(url), await answers(lan)]).toEqual([200, 'nobody'])
  expect(hub.lan.tls).toBeUndefined()
  await hub.close()
  expect(network.listeners('eth0')).toBe(0)
})

test.runIf(canTest)(
  'LAN=on is on from the start, and the owner can still switch it off',
  async () => {
    const { hub, port } = await lanHub({ LAN: 'on' })
    expect(await answers(`http://127.0.0.2:${port}`)).toBe(200)
    const owner = await ownerBrowser(hub)
    await owner.send('PATCH', '/api/v1/settings', { lan: false })
    expect(await answers(`http://127.0.0.2:${port}`)).toBe('nobody')
  },
)

test.runIf(canTest)(
  'HTTPS answers with the certificate whose fingerprint the hub tells',
  async () => {
    const { hub, folder, url } = await lanHub({ LAN: 'on' })
    const { tls } = (await (await fetch(`${url}/api/v1/hub`)).json()) as {
      tls: { port: number; fingerprint: string }
    }
    const reply = await askSecurely(tls.port, '/api/v1/hub')
    expect([reply.status, reply.fingerprint]).toEqual([200, tls.fingerprint])
    for (const name of ['key.pem', 'cert.pem']) {
      expect((await stat(join(folder, 'tls', name))).mode & 0o777).toBe(0o600)
    }
    expect((await stat(join(folder, 'tls'))).mode & 0o777).toBe(0o700)
    await hub.close()
  },
)

test.runIf(canTest)('a network that comes later is served once it is seen', async () => {
  const { hub, port, interfaces } = await lanHub({ LAN: 'on' })
  interfaces.eth0 = [info('127.0.0.3')]
  await hub.lan.refresh()
  expect(await answers(`http://127.0.0.2:${port}`)).toBe('nobody')
  expect(await answers(`http://127.0.0.3:${port}`)).toBe(200)
  const { fingerprint } = await askSecurely(hub.lan.tls?.port ?? 0, '/health', '127.0.0.3')
  expect(fingerprint).toBe(hub.lan.tls?.fingerprint)
})

test.runIf(canTest)(
  'a port that somebody else has is told of, and does not stop the hub',
  async () => {
    const first = await lanHub({ LAN: 'on' })
    const taken = String(first.hub.lan.tls?.port)
    const second = await lanHub({ LAN: 'on', HTTPS_PORT: taken })
    expect(second.hub.lan.problems).toEqual([
      { what: 'listen', where: `127.0.0.2:${taken}`, reason: 'EADDRINUSE' },
    ])
    expect(await answers(`http://127.0.0.2:${second.port}`)).toBe(200)
  },
)

test.runIf(canTest)(
  'a hub that stops does not wait for connections over which nothing comes',
  async () => {
    const { hub, port } = await lanHub({ LAN: 'on' })
    const socket = connect({
      host: '127.0.0.2',
      port: hub.lan.tls?.port ?? 0,
      rejectUnauthorized: false,
    })
    onTestFinished(() => void socket.destroy())
    await new Promise((resolve) => socket.once('secureConnect', resolve))
    await answers(`http://127.0.0.2:${port}`)
    const began = performance.now()
    await hub.close()
    expect(performance.now() - began).toBeLessThan(1_500)
  },
)

test.each([
  [{}, false],
  [{ LAN: 'on' }, true],
  [{ HOST: '0.0.0.0' }, true],
  [{ HOST: '0.0.0.0', LAN: 'off' }, false],
  [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://sync.example.com' }, false],
  [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://sync.example.com', LAN: 'on' }, true],
])('with %o the preset is %s', async (environment: Record<string, string>, on) => {
  const { hub } = await testHub({ environment })
  expect(hub.lan.on).toBe(on)
  expect((await hub.app.inject('/api/v1/hub')).json().pairing).toBe(on)
})
