import { generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../../server/config/config.ts'
import { days } from '../../../server/lib/clock.ts'
import { makeCertificate } from '../../../server/tls/certificate.ts'
import { givenIdentity, ownIdentity, type TlsFiles } from '../../../server/tls/identity.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const start = Date.parse('2025-03-01T12:00:00Z')

function keptFiles() {
  const files = new Map<string, Buffer>()
  const kept: TlsFiles = {
    read: async (name) => files.get(name),
    write: async (name, data) => void files.set(name, data),
  }
  return { files, kept }
}

test('the key lasts; the certificate is made anew for new names and in time', async () => {
  const { files, kept } = keptFiles()
  let now = start
  const open = () => ownIdentity({ files: kept, label: 'hub', now: () => now })
  const first = await open().credentials(['localhost'])
  expect([...files.keys()]).toEqual(['key.pem', 'cert.pem'])
  expect(await open().credentials(['localhost'])).toEqual(first)
  const named = await open().credentials(['localhost', '192.168.1.5'])
  now += days(760)
  const later = await open().credentials(['localhost', '192.168.1.5'])
  expect(new Set([first.cert, named.cert, later.cert]).size).toBe(3)
  expect([named.fingerprint, later.fingerprint]).toEqual([first.fingerprint, first.fingerprint])
  expect(String(files.get('cert.pem'))).toBe(later.cert)
})

test('a damaged certificate is replaced; a damaged key never is', async () => {
  const { files, kept } = keptFiles()
  const open = () => ownIdentity({ files: kept, label: 'hub', now: () => start })
  const first = await open().credentials(['localhost'])
  for (const damaged of ['', 'x', first.cert.slice(0, -80)]) {
    files.set('cert.pem', Buffer.from(damaged))
    expect((await open().credentials(['localhost'])).fingerprint).toBe(first.fingerprint)
  }
  for (const damaged of ['', 'x', first.key.slice(0, -60)]) {
    files.set('key.pem', Buffer.from(damaged))
    await expect(open().credentials(['localhost'])).rejects.toThrow(/key\.pem .* is damaged/)
    expect(String(files.get('key.pem'))).toBe(damaged)
  }
})

test('a certificate without its key is a mistake in the configuration', () => {
  for (const name of ['TLS_CERT', 'TLS_KEY']) {
    expect(() => readConfig({ [name]: 'a.pem' })).toThrow(/TLS_CERT and TLS_KEY go together/)
  }
})

test('a certificate of the own is read anew each time, and said to be wrong in plain words', async () => {
  const folder = await temporaryFolder()
  const [certPath, keyPath] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const identity = givenIdentity(certPath, keyPath)
  await expect(identity.credentials([])).rejects.toThrow(/^TLS_CERT=.*cannot be read \(ENOENT\)$/)
  await writeFile(certPath, 'x')
  await expect(identity.credentials([])).rejects.toThrow(/^TLS_KEY=.*cannot be read \(ENOENT\)$/)
  const write = async (which = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey) => {
    const cert = makeCertificate({ key: which, label: 'x', names: ['a.example'], now: start })
    await writeFile(certPath, cert)
    await writeFile(keyPath, which.export({ type: 'pkcs8', format: 'pem' }))
  }
  await write()
  const first = await identity.credentials([])
  await write()
  const second = await identity.credentials([])
  expect(second.fingerprint).not.toBe(first.fingerprint)
  await writeFile(keyPath, first.key)
  await expect(identity.credentials([])).rejects.toThrow(/does not belong/)
  await writeFile(keyPath, 'x')
  await expect(identity.credentials([])).rejects.toThrow(/as PEM/)
})
