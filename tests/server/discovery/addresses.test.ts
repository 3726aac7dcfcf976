import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { type Endpoint, hubAddresses } from '../../../server/discovery/addresses.ts'

const info = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo

const interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  wg0: [info('10.8.0.2')],
  eth0: [info('fe80::1'), info('fd00::5'), info('192.168.1.5')],
  wlan0: [info('169.254.1.1'), info('192.168.1.6')],
}

const http = (address: string): Endpoint => ({ address, port: 9693, secure: false })
const https = (address: string): Endpoint => ({ address, port: 9694, secure: true })

const urls = (endpoints: Endpoint[], more: { publicUrls?: string[]; localName?: string } = {}) =>
  hubAddresses({ endpoints, publicUrls: [], ...more }, interfaces).map(({ url }) => url)

test('everywhere: the public address, IPv4 of the home, IPv6, then this computer', () => {
  expect(urls([http('::')], { publicUrls: ['https://sync.example.com'] })).toEqual([
    'https://sync.example.com',
    'http://192.168.1.5:9693',
    'http://192.168.1.6:9693',
    'http://[fd00::5]:9693',
    'http://localhost:9693',
  ])
})

test('on 0.0.0.0 no IPv6, on one address that one, on loopback none but this computer', () => {
  expect(urls([http('0.0.0.0')])).toEqual([
    'http://192.168.1.5:9693',
    'http://192.168.1.6:9693',
    'http://localhost:9693',
  ])
  expect(urls([http('192.168.1.6')])).toEqual(['http://192.168.1.6:9693'])
  const [local, ...more] = hubAddresses(
    { endpoints: [http('127.0.0.1')], publicUrls: [] },
    interfaces,
  )
  expect(more).toEqual([])
  expect(local).toMatchObject({ url: 'http://localhost:9693', usable: false })
})

test('with a name and HTTPS: plain HTTP first, since most apps can do no other', () => {
  const endpoints = [
    http('127.0.0.1'),
    ...[http('fd00::5'), http('192.168.1.5')],
    ...[https('fd00::5'), https('192.168.1.5')],
  ]
  const listening = { endpoints, publicUrls: [], localName: 'sxncd-1a2b3c.local' }
  const found = hubAddresses(listening, interfaces)
  expect(found.map(({ url, pinned }) => [url, pinned])).toEqual([
    ['http://192.168.1.5:9693', false],
    ['http://[fd00::5]:9693', false],
    ['http://sxncd-1a2b3c.local:9693', false],
    ['https://192.168.1.5:9694', true],
    ['https://[fd00::5]:9694', true],
    ['https://sxncd-1a2b3c.local:9694', true],
    ['http://localhost:9693', false],
  ])
})

test('the owner may choose an interface, even one that leads to no home', () => {
  const listening = { endpoints: [http('0.0.0.0')], publicUrls: [], chosen: 'wg0' }
  expect(hubAddresses(listening, interfaces).map(({ url }) => url)).toEqual([
    'http://10.8.0.2:9693',
    'http://localhost:9693',
  ])
})
