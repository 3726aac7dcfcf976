import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { planLan } from '../../../server/discovery/plan.ts'

const info = (address: string, cidr: string) =>
  ({
    address,
    cidr,
    internal: false,
    family: address.includes(':') ? 'IPv6' : 'IPv4',
  }) as NetworkInterfaceInfo

const interfaces = {
  eth0: [info('192.168.1.5', '192.168.1.5/24'), info('fd00::5', 'fd00::5/64')],
  wlan0: [info('10.0.0.7', '10.0.0.7/8')],
  wg0: [info('10.8.0.2', '10.8.0.2/24')],
  docker0: [info('172.17.0.1', '172.17.0.1/16')],
}

function plan(host: string, chosen?: string) {
  const main = { address: host, port: 9693, secure: false }
  const { endpoints, links, networks } = planLan({ main, httpsPort: 9694, chosen }, interfaces)
  return {
    endpoints: endpoints.map(({ address, port }) => `${address} ${port}`),
    links: links.map(({ name, cidr, addresses }) => `${name} ${cidr} ${addresses}`),
    networks,
  }
}

test('beside loopback every address of every home gets HTTP and HTTPS, and no other network', () => {
  expect(plan('127.0.0.1')).toEqual({
    endpoints: [
      ...['192.168.1.5 9693', '10.0.0.7 9693', 'fd00::5 9693'],
      ...['192.168.1.5 9694', '10.0.0.7 9694', 'fd00::5 9694'],
    ],
    links: ['eth0 192.168.1.5/24 192.168.1.5,fd00::5', 'wlan0 10.0.0.7/8 10.0.0.7'],
    networks: ['eth0', 'wlan0'],
  })
})

test('of one interface that the owner has chosen, that one, whatever it is', () => {
  expect(plan('::1', 'wg0')).toEqual({
    endpoints: ['10.8.0.2 9693', '10.8.0.2 9694'],
    links: ['wg0 10.8.0.2/24 10.8.0.2'],
    networks: ['wg0'],
  })
  expect(plan('localhost', 'gone0')).toEqual({ endpoints: [], links: [], networks: [] })
})

test('where the configuration listens on all or on one address, HTTPS alone is added there', () => {
  expect(plan('0.0.0.0')).toEqual({
    endpoints: ['0.0.0.0 9694'],
    links: ['eth0 192.168.1.5/24 192.168.1.5', 'wlan0 10.0.0.7/8 10.0.0.7'],
    networks: ['eth0', 'wlan0'],
  })
  expect(plan('::').links[0]).toBe('eth0 192.168.1.5/24 192.168.1.5,fd00::5')
  expect(plan('10.0.0.7')).toEqual({
    endpoints: ['10.0.0.7 9694'],
    links: ['wlan0 10.0.0.7/8 10.0.0.7'],
    networks: ['wlan0'],
  })
})

test('over IPv6 alone there is no announcement, since mDNS goes over IPv4 here', () => {
  expect(plan('fd00::5')).toMatchObject({ endpoints: ['fd00::5 9694'], networks: ['eth0'] })
  const only6 = { eth0: [info('fd00::5', 'fd00::5/64')] }
  const main = { address: '127.0.0.1', port: 9693, secure: false }
  expect(planLan({ main, httpsPort: 9694, chosen: undefined }, only6).links).toEqual([])
})
