import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { days } from '../../../server/lib/clock.ts'
import { fingerprintOf, isCurrent, makeCertificate } from '../../../server/tls/certificate.ts'

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const key = newKey()
const names = ['localhost', 'sxncd-1a2b3c.local', '127.0.0.1', '192.168.1.5', 'fd00::5', '::1']
const now = Date.now()
const wish = { key, label: 'SxncD hub', names, now }

test('it is for every name and address that was asked for, and signs for itself', () => {
  const made = new X509Certificate(makeCertificate(wish))
  expect(made.subjectAltName).toBe(
    'DNS:localhost, DNS:sxncd-1a2b3c.local, IP Address:127.0.0.1, IP Address:192.168.1.5, ' +
      'IP Address:FD00:0:0:0:0:0:0:5, IP Address:0:0:0:0:0:0:0:1',
  )
  expect(made.verify(made.publicKey)).toBe(true)
  expect(made.ca).toBe(false)
  expect(made.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(made.subject).toBe('CN=SxncD hub')
})

test('what is no name of a host is left out', () => {
  const odd = ['my computer', 'a..b', '', 'Zoë', 'good-1.local']
  const made = new X509Certificate(makeCertificate({ ...wish, names: odd }))
  expect(made.subjectAltName).toBe('DNS:good-1.local')
})

test('a client that trusts it connects by name and by address', async () => {
  const cert = makeCertificate(wish)
  const server = createServer({ cert, key: key.export({ type: 'pkcs8', format: 'pem' }) })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  for (const servername of ['localhost', 'sxncd-1a2b3c.local', '']) {
    const socket = connect({ host: '127.0.0.1', port, servername, ca: cert })
    await once(socket, 'secureConnect')
    expect(socket.authorized).toBe(true)
    socket.destroy()
  }
})

test('the fingerprint is that of the key, whatever certificate is around it', () => {
  const first = makeCertificate(wish)
  const second = makeCertificate({ ...wish, names: ['other.local'], now: now + days(300) })
  expect(second).not.toBe(first)
  expect(fingerprintOf(second)).toBe(fingerprintOf(first))
  expect(fingerprintOf(first)).toMatch(/^[0-9a-f]{64}$/)
  expect(fingerprintOf(makeCertificate({ ...wish, key: newKey() }))).not.toBe(fingerprintOf(first))
})

test('it is renewed in time, for new names, after a clock was wrong, and for another key', () => {
  const cert = makeCertificate(wish)
  const asked = { key, names, now }
  expect(isCurrent(cert, asked)).toBe(true)
  expect(isCurrent(cert, { ...asked, names: ['localhost', 'not a name'] })).toBe(true)
  expect(isCurrent(cert, { ...asked, now: now + days(739) })).toBe(true)
  expect(isCurrent(cert, { ...asked, now: now + days(741) })).toBe(false)
  expect(isCurrent(cert, { ...asked, now: now - days(3) })).toBe(false)
  expect(isCurrent(cert, { ...asked, names: [...names, '192.168.1.6'] })).toBe(false)
  expect(isCurrent(cert, { ...asked, names: [...names, 'other.local'] })).toBe(false)
  expect(isCurrent(cert, { ...asked, key: newKey() })).toBe(false)
})
