import { expect, it } from 'vitest'
import { looksSecret, secretPlaces } from '../../app-modules/looks-secret.ts'

// Put together here, so that nobody takes them for real ones.
const made = (...parts: string[]) => parts.join('')
const github = made('ghp', '_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8')
const jwt = made('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJ', 'zdWIiOiIxMjM0NTY3ODkwIn0', '.dQw4w9WgXcQx')
const privateKey = made('-----BEGIN OPENSSH ', 'PRIVATE KEY-----')

it.each<[string, string, string]>([
  ['a token of GitHub in any field', 'note', `use ${github} for it`],
  ['a web token', 'session', jwt],
  ['a key of Amazon', 'id', made('AKIA', 'ABCDEFGHIJKLMNOP')],
  ['a key of this hub', 'x', made('sxncd_', 'k7Q2m9Z4t1W8y5R3u6P0')],
  ['a private key', 'key', `${privateKey}\nb3BlbnNzaC1rZXk`],
  ['a login in an address', 'url', made('https://ada:', 'pq83hd72@', 'nas.local/dav')],
  ['a random text in a field for passwords', 'proxyPassword', 'k7Q2m9Z4t1W8'],
  ['one with signs', 'apiKey', 'k7Q2-m9Z4_t1W8+y5=='],
  ['a licence key', 'licenseKey', 'A7K2P-9QXM4-T1W8Z'],
])('notices %s', (_, name, text) => expect(looksSecret(name, text)).toBe(true))

it.each<[string, string, string]>([
  ['an empty password', 'password', ''],
  ['one that says that it is invented', 'password', 'invented-password-1'],
  ['an invented token of a known form', 'token', made('ghp_', 'example0example0example0')],
  ['a word', 'passwordManager', 'built into the browser 1'],
  ['a setting of a tokenizer', 'tokenizer', 'standard'],
  ['a random text in a field that is no secret', 'id', '7b2f0c11-3f5a-4a57-9a0e-5d1f0e2a9c01'],
  ['a hash', 'digest', '0iV2n1o0d3tq8yJmB0mJm3d7x2h5a9s4b6c8e1f0g2k'],
  ['an address', 'url', 'https://docs.example.org/a/b?c=d'],
  ['an address with a port', 'url', 'http://127.0.0.1:9693/dav/'],
])('passes %s', (_, name, text) => expect(looksSecret(name, text)).toBe(false))

it('says where: the field of JSON, whatever its name holds, and the line of a text', () => {
  const sample = { 'a/b': [{ ok: 1 }, { password: ['x', 'k7Q2m9Z4t1W8'] }], token: null }
  expect(secretPlaces(sample)).toEqual(['/a~1b/1/password/1'])
  expect(secretPlaces(`host=a\nsocks5_password=k7Q2m9Z4t1W8\n`)).toEqual(['line 2'])
  expect(secretPlaces('profiles:\n  - token: "k7Q2m9Z4t1W8"\n')).toEqual(['line 2'])
  expect(secretPlaces('<a key="x"/>\n<a password="k7Q2m9Z4t1W8"/>')).toEqual(['line 2'])
  expect(secretPlaces(['k7Q2m9Z4t1W8', 7, null])).toEqual([])
})

it('reads a long text quickly', () => {
  const before = performance.now()
  for (const part of ['a', 'a.', 'a-', 'eyJ', 'x=y ', '"', 'http://', '-----BEGIN ', ' ']) {
    secretPlaces(part.repeat(Math.ceil(200_000 / part.length)))
  }
  expect(performance.now() - before).toBeLessThan(4000)
})
