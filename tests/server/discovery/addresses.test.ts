import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { hubAddresses } from '../../../server/discovery/addresses.ts'

const info = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo

const interfaces = {
  lo: [info('127.0.0.1', true), info('::1', true)],
  docker0: [info('172.17.0.1')],
  wg0: [info('10.8.0.2')],
  eth0: [info('fe80::1'), info('fd00::5'), info('192.168.1.5')],
  wlan0: [info('169.254.1.1'), info('192.168.1.6')],
}

const urls = (host: string, publicUrl?: string) =>
  hubAddresses({ host, port: 9693, publicUrl }, interfaces).map(({ url }) => url)

test('everywhere: the public address, IPv4 of the home, IPv6, then this computer', () => {
  expect(urls('::', 'https://sync.example.com')).toEqual([
    'https://sync.example.com',
    'http://192.168.1.5:9693',
    'http://192.168.1.6:9693',
    'http://[fd00::5]:9693',
    'http://localhost:9693',
  ])
})

test('on 0.0.0.0 no IPv6, on one address that one, on loopback none but this computer', () => {
  expect(urls('0.0.0.0')).toEqual([
    'http://192.168.1.5:9693',
    'http://192.168.1.6:9693',
    'http://localhost:9693',
  ])
  expect(urls('192.168.1.6')).toEqual(['http://192.168.1.6:9693', 'http://localhost:9693'])
  expect(urls('127.0.0.1')).toEqual(['http://localhost:9693'])
  const [local] = hubAddresses({ host: '127.0.0.1', port: 1, publicUrl: undefined }, interfaces)
  expect(local?.usable).toBe(false)
})
