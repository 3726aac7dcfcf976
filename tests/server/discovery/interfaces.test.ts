import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import {
  addressesOf,
  fittingNetworks,
  isHomeAddress,
  networksOf,
} from '../../../server/discovery/interfaces.ts'

const info = (address: string, internal = false) =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo

test.each([
  ['docker0', 'container'],
  ['br-1f2e3d', 'container'],
  ['veth12ab', 'container'],
  ['vEthernet (WSL)', 'container'],
  ['VMware Network Adapter VMnet8', 'container'],
  ['bridge100', 'container'],
  ['wg0', 'vpn'],
  ['utun4', 'vpn'],
  ['Tailscale', 'vpn'],
  ['tun0', 'vpn'],
  ['eth0', 'lan'],
  ['enp3s0', 'lan'],
  ['br0', 'lan'],
  ['Wi-Fi', 'lan'],
  ['en0', 'lan'],
] as const)('%s leads to: %s', (name, kind) => {
  expect(networksOf({ [name]: [info('192.168.1.5')] })).toMatchObject([{ name, kind }])
})

test('loopback is no network, and one with addresses of its cable alone is of no use', () => {
  const interfaces = { lo: [info('127.0.0.1', true)], awdl0: [info('fe80::1')] }
  expect(networksOf(interfaces)).toEqual([{ name: 'awdl0', kind: 'none', addresses: [] }])
  expect(fittingNetworks(interfaces, undefined)).toEqual([])
  expect(fittingNetworks(interfaces, 'awdl0')).toEqual([])
})

test('an address that the internet knows is served only where the owner has chosen it', () => {
  const interfaces = {
    eth0: [info('203.0.113.5'), info('2001:db8::5'), info('fd00::5'), info('192.168.1.5')],
    eth1: [info('198.51.100.7')],
  }
  expect(addressesOf(fittingNetworks(interfaces, undefined))).toEqual(['192.168.1.5', 'fd00::5'])
  expect(addressesOf(fittingNetworks(interfaces, 'eth1'))).toEqual(['198.51.100.7'])
  expect(fittingNetworks(interfaces, 'eth9')).toEqual([])
})

test.each([...['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fd12::1', 'fc00::1']])(
  '%s is an address of a home',
  (address) => {
    expect(isHomeAddress(address)).toBe(true)
  },
)

test.each(['172.32.0.1', '100.64.0.1', '8.8.8.8', '2001:db8::1', 'fe80::1', '127.0.0.1', 'x', ''])(
  '%s is none',
  (address) => {
    expect(isHomeAddress(address)).toBe(false)
  },
)
