import type { NetworkInterfaceInfo } from 'node:os'
import { expect } from 'vitest'
import { testHub } from '../helpers/hub.ts'
import { Network } from '../server/discovery/network.ts'

/** Only Linux has the other addresses of loopback, which stand for those of a network. */
export const canTest = process.platform === 'linux'

const info = { address: '127.0.0.2', internal: false, family: 'IPv4', cidr: '127.0.0.2/8' }

/** A hub that listens over HTTPS, with a key of its own. */
export async function lanHub() {
  const interfaces = { eth0: [info as NetworkInterfaceInfo] }
  const { hub } = await testHub({
    environment: { LAN: 'on', HTTPS_PORT: '0' },
    overrides: { lan: { interfaces: () => interfaces, openMdns: new Network().open } },
  })
  await hub.store.settings.change((settings) => ({ ...settings, lanInterface: 'eth0' }))
  await hub.listen()
  const { port, fingerprint } = hub.lan.tls ?? expect.fail()
  return { hub, url: `https://127.0.0.2:${port}`, fingerprint }
}
