import { mkdir, writeFile } from 'node:fs/promises'
import type { NetworkInterfaceInfo } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { diagnose } from '../../../server/checks/doctor.ts'
import { networksOf } from '../../../server/discovery/interfaces.ts'
import { markBridged } from '../../../server/discovery/own-interfaces.ts'
import { planLan } from '../../../server/discovery/plan.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'
import { Network } from './network.ts'

const info = (address: string) =>
  ({ address, internal: false, family: 'IPv4' }) as NetworkInterfaceInfo

/** A folder as the system has it, for interfaces with these files. */
async function sysClassNet(interfaces: Record<string, readonly [number, number, string]>) {
  const folder = await temporaryFolder()
  for (const [name, [index, link, kind]] of Object.entries(interfaces)) {
    const one = join(folder, name)
    await mkdir(one)
    await writeFile(join(one, 'ifindex'), `${index}\n`)
    await writeFile(join(one, 'iflink'), `${link}\n`)
    await writeFile(join(one, 'uevent'), `${kind}INTERFACE=${name}\nIFINDEX=${index}\n`)
  }
  return folder
}

test('in a container the cable to its host is no network at home; others are', async () => {
  const folder = await sysClassNet({
    eth0: [2, 7, ''],
    eth1: [3, 2, 'DEVTYPE=macvlan\n'],
    enp3s0: [4, 4, ''],
  })
  const addresses = { eth0: '172.18.0.2', eth1: '192.168.1.7', enp3s0: '192.168.1.5' }
  const interfaces = Object.fromEntries(
    [...Object.entries(addresses), ['eth9', '10.0.0.9']].map(([name, one = '']) => [
      name,
      [info(one)],
    ]),
  )
  const found = networksOf(markBridged(interfaces, folder))
  expect(found.map(({ name, kind, bridged }) => [name, kind, bridged])).toEqual([
    ['eth0', 'container', true],
    ['eth1', 'lan', undefined],
    ['enp3s0', 'lan', undefined],
    ['eth9', 'lan', undefined],
  ])
})

const bridged = () => ({ eth0: [{ ...info('172.18.0.2'), bridged: true }] })

test('a hub in a container is not announced on its bridge, unless the owner chooses it', () => {
  const main = { address: '0.0.0.0', port: 9693, secure: false }
  const linksFor = (chosen?: string) => planLan({ main, httpsPort: 9694, chosen }, bridged()).links
  expect(linksFor()).toEqual([])
  expect(linksFor('eth0').map(({ name }) => name)).toEqual(['eth0'])
})

test('such a hub offers the address by which its page was opened, and none of the bridge', async () => {
  const network = new Network()
  const { hub } = await testHub({
    environment: { HOST: '0.0.0.0', HTTPS_PORT: '0' },
    overrides: { lan: { interfaces: bridged, openMdns: network.open } },
  })
  const port = new URL(await hub.listen()).port
  const owner = await ownerBrowser(hub)
  const urls = async (host: string) => {
    const reply = await hub.app.inject({
      url: '/api/v1/addresses',
      headers: { ...owner.sessionHeaders(), host },
    })
    return reply.json().addresses.map(({ url }: { url: string }) => url)
  }
  const here = `http://localhost:${port}`
  expect(await urls('192.168.1.5:9693')).toEqual(['http://192.168.1.5:9693', here])
  expect(await urls('nas.lan')).toEqual(['http://nas.lan', here])
  expect(await urls('localhost:9693')).toEqual([here])
  expect(await urls('[::1]:9693')).toEqual([here])
  const headers = { ...owner.sessionHeaders(), host: '192.168.1.5:9693' }
  const ticket = await hub.app.inject({
    method: 'POST',
    url: '/api/v1/pairing-tickets',
    headers: { ...headers, origin: 'http://192.168.1.5:9693' },
    payload: { app: 'thunder', name: 'Pixel', address: 'http://192.168.1.5:9693' },
  })
  expect(ticket.json().uri).toContain(`hub=${encodeURIComponent('http://192.168.1.5:9693')}`)
  expect(network.sent).toEqual([])
  const doctor = await owner.send('GET', '/api/v1/doctor')
  const checks = doctor.body.checks as ReturnType<typeof diagnose>
  const codes = checks.map(({ code }) => code)
  expect(codes).toContain('container')
  for (const code of ['no_private_network', 'reached', 'mdns_heard', 'unreachable'])
    expect(codes).not.toContain(code)
})

test('public addresses go before the one that was opened, and each is there once', async () => {
  const { hub } = await testHub({ environment: { PUBLIC_URL: 'https://sync.example.com' } })
  const owner = await ownerBrowser(hub)
  const urls = async (host: string) => {
    const headers = { ...owner.sessionHeaders(), host }
    const reply = await hub.app.inject({ url: '/api/v1/addresses', headers })
    return reply.json().addresses.map(({ url }: { url: string }) => url)
  }
  const [first, second] = await urls('192.168.1.5:9693')
  expect([first, second]).toEqual(['https://sync.example.com', 'http://192.168.1.5:9693'])
  const all = await urls('sync.example.com')
  expect(all.filter((url: string) => url === first)).toHaveLength(1)
})
