import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test, vi } from 'vitest'
import { type DoctorFacts, diagnose } from '../../../server/checks/doctor.ts'
import { networksOf } from '../../../server/discovery/interfaces.ts'
import { ownerBrowser } from '../../helpers/browser.ts'
import { cliFor } from '../../helpers/cli.ts'
import { testHub } from '../../helpers/hub.ts'
import { Network } from '../discovery/network.ts'

vi.setConfig({ testTimeout: 60_000 })

const info = (address: string) =>
  ({ address, internal: false, family: 'IPv4', cidr: `${address}/8` }) as NetworkInterfaceInfo

const url = 'http://192.168.1.5:9693'

/** Everything is well. */
const facts: DoctorFacts = {
  isListening: true,
  lanIsOn: true,
  networks: networksOf({ eth0: [info('192.168.1.5')] }),
  served: ['eth0'],
  problems: [],
  calls: [{ url, reason: undefined }],
  heard: new Map([['eth0', true]]),
  ports: [9693, 9694],
  system: { platform: 'linux', firewall: undefined },
  now: Date.parse('2025-03-01T12:00:00Z'),
  madeAt: Date.parse('2025-02-01T12:00:00Z'),
  store: { failed: undefined, problems: [] },
  dataFolder: '/data',
  diskFree: 1024 ** 4,
}

const found = (more: Partial<DoctorFacts>) =>
  Object.fromEntries(diagnose({ ...facts, ...more }).map(({ code, level }) => [code, level]))

test('where all is well it says what it has seen, and sends the person to a phone', () => {
  const checks = diagnose(facts)
  expect(checks.every(({ level }) => level === 'ok')).toBe(true)
  expect(checks.map(({ code }) => code)).toEqual([
    ...['reached', 'mdns_heard', 'firewall', 'try_a_phone', 'clock', 'data_folder'],
  ])
  expect(checks.find(({ code }) => code === 'try_a_phone')?.detail).toContain(`${url}/connect`)
})

test('what is wrong has a way out of it', () => {
  const all = diagnose({
    ...facts,
    networks: networksOf({ wg0: [info('10.8.0.2')] }),
    served: [],
    problems: [
      { what: 'listen', where: '192.168.1.5:9694', reason: 'EADDRINUSE' },
      { what: 'https', where: '', reason: 'the key is damaged' },
      { what: 'announce', where: 'eth0', reason: 'EADDRINUSE' },
    ],
    calls: [{ url, reason: 'ECONNREFUSED' }],
    heard: new Map([['eth0', false]]),
    system: { platform: 'linux', firewall: 'ufw' },
    now: 0,
    store: { failed: 'EIO', problems: [] },
  })
  expect(all.every(({ level, fix, detail }) => level !== 'ok' && fix && detail)).toBe(true)
  expect(Object.fromEntries(all.map(({ code, level }) => [code, level]))).toEqual({
    no_private_network: 'problem',
    vpn: 'warning',
    listen_taken: 'problem',
    https: 'warning',
    unreachable: 'problem',
    announce: 'warning',
    mdns_silent: 'warning',
    firewall_on: 'warning',
    clock_wrong: 'problem',
    data_folder_failed: 'problem',
  })
})

test.each([
  [{ isListening: false }, 'not_running', 'problem'],
  [{ lanIsOn: false }, 'lan_off', 'warning'],
  [{ served: ['eth0', 'wlan0'] }, 'several_networks', 'ok'],
  [{ diskFree: 10 * 1024 ** 2 }, 'disk_almost_full', 'warning'],
  [
    { store: { failed: undefined, problems: [{ file: 'a', problem: 'b' }] } },
    'files_damaged',
    'warning',
  ],
  [
    { store: { failed: undefined, problems: [], setAsideBefore: 1 } },
    'set_aside_before',
    'warning',
  ],
  [{ read: { versions: 0, all: false, problem: 'EIO' } }, 'data_folder_unreadable', 'problem'],
  [{ read: { versions: 9, all: false } }, 'data_folder_partly_read', 'ok'],
  [{ access: { mode: 0o777 } }, 'data_folder_access', 'warning'],
  [{ access: { mode: 0o750 } }, 'data_folder_access', 'warning'],
  [{ access: { mode: 0o700 } }, 'data_folder_access', undefined],
  [{ access: { mode: 0o700, foreign: '/data/db/a' } }, 'data_folder_owner', 'warning'],
  [{ replaced: ['/data/backups/before-restore-1'] }, 'replaced_data', 'ok'],
  [{ madeAt: Date.parse('2030-01-01') }, 'clock_wrong', 'problem'],
] as const)('%o: %s is a %s', (more, code, level) => {
  expect(found(more)[code]).toBe(level)
})

test.each([
  ['linux', 'ufw', /sudo ufw allow 9693\/tcp && sudo ufw allow 9694\/tcp && sudo ufw allow 5353/],
  ['linux', 'firewalld', /--add-service=mdns --add-port=9693\/tcp --add-port=9694\/tcp/],
  ['win32', undefined, /Allow an app through firewall/],
  ['darwin', undefined, /Local Network/],
  ['freebsd', undefined, /TCP ports 9693 and 9694, and UDP port 5353/],
] as const)('on %s with %s it names what to do', (platform, firewall, fix) => {
  const checks = diagnose({ ...facts, system: { platform, firewall } })
  expect(checks.find(({ code }) => code.startsWith('firewall'))?.fix).toMatch(fix)
})

test.runIf(process.platform === 'linux')('a hub calls itself and hears itself', async () => {
  const network = new Network()
  const interfaces = () => ({ eth0: [info('127.0.0.2')], wg0: [info('10.8.0.2')] })
  const { hub, folder } = await testHub({
    environment: { HTTPS_PORT: '0' },
    overrides: { lan: { interfaces, openMdns: network.open } },
  })
  await hub.listen()
  const owner = await ownerBrowser(hub)
  await owner.send('PATCH', '/api/v1/settings', { lan: true, lanInterface: 'eth0' })
  await vi.waitFor(() => expect(hub.lan.announcedAs).toBe('SxncD hub'), { timeout: 10_000 })
  const { body } = await owner.send('GET', '/api/v1/lan')
  expect(body).toMatchObject({
    on: true,
    announcedAs: 'SxncD hub',
    hostName: `sxncd-${hub.store.hub.id.slice(0, 8)}.local`,
    networks: [
      { name: 'eth0', kind: 'lan', addresses: ['127.0.0.2'], served: true },
      { name: 'wg0', kind: 'vpn', addresses: ['10.8.0.2'], served: false },
    ],
    problems: [],
  })
  const { out } = await cliFor(folder)('doctor')
  expect(out).toMatch(/^ok {5}The hub is announced on eth0$/m)
  expect(out).toMatch(/^note {3}A VPN is switched on$/m)
})

test('the command works without a hub that runs, and fails where something is wrong', async () => {
  const { hub, folder } = await testHub()
  await hub.close()
  const { code, out, err } = await cliFor(folder)('doctor')
  expect([code, err]).toEqual([1, '1 of these must be mended.\n'])
  expect(out).toMatch(/^WRONG {2}The hub is not running$/m)
})
