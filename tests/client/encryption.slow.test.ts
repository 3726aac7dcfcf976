import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decrypt, encrypt, formatOf } from '../../client/encryption.ts'
import { DecryptError } from '../../client/errors.ts'

const sample = '{"theme":"dark"}'
const text = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 200 }))
  .map((one) => one.toWellFormed())

const bytesOf = (envelope: string) => Buffer.from(envelope.slice('sxncd1.'.length), 'base64')
const envelopeOf = (bytes: Uint8Array) => `sxncd1.${Buffer.from(bytes).toString('base64')}`
const mac = (key: string | Buffer, data: string | Buffer) =>
  createHmac('sha256', key).update(data).digest()

/** The envelope as docs/clients.md describes it, by other means. `wrong` makes it so. */
function sealed(plain: string | Buffer, password: string, salt: Buffer, wrong?: { nonce: Buffer }) {
  const root = pbkdf2Sync(password.normalize('NFC'), salt, 600_000, 32, 'sha256')
  const nonce = wrong?.nonce ?? mac(mac(root, 'sxncd1 nonce'), Buffer.from(plain)).subarray(0, 12)
  const cipher = createCipheriv('aes-256-gcm', mac(root, 'sxncd1 encryption'), nonce)
  cipher.setAAD(Buffer.concat([Buffer.from('sxncd1.'), salt]))
  const parts = [salt, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]
  return envelopeOf(Buffer.concat(parts))
}

/** The Flutter library's, from what is known of it. */
const flutterKeys = new Map<string, Buffer>()
function flutterKey(password: string) {
  const known = flutterKeys.get(password)
  if (known) return known
  const hash = createHash('sha256').update(`${password}:sxncd-final-padded-salt`).digest('base64')
  let key = mac(password, hash.slice(0, 16))
  for (let round = 0; round < 10_000; round += 1) key = mac(password, key)
  flutterKeys.set(password, key)
  return key
}

function flutterSealed(plain: string | Buffer, password: string, iv: Buffer) {
  const cipher = createCipheriv('aes-256-cbc', flutterKey(password), iv)
  return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64')
}

const failure = (work: Promise<string>) => work.then(() => undefined).catch((error) => error)

test('every text comes back, and the same text gives the same envelope again', async () => {
  const first = await encrypt('', 'secret')
  await fc.assert(
    fc.asyncProperty(text, async (plain) => {
      const envelope = await encrypt(plain, 'secret', { like: first })
      expect(await decrypt(envelope, 'secret', { strict: true })).toBe(plain)
      expect(await encrypt(plain, 'secret', { like: envelope })).toBe(envelope)
    }),
  )
})

test('other texts get other nonces, and without an example other salts', async () => {
  const one = await encrypt('one', 'secret')
  const two = await encrypt('two', 'secret', { like: one })
  const three = await encrypt('one', 'secret', {
    like: await encrypt('', 'secret', { envelope: 'flutter' }),
  })
  expect(bytesOf(two).subarray(0, 16)).toEqual(bytesOf(one).subarray(0, 16))
  expect(bytesOf(two).subarray(16, 28)).not.toEqual(bytesOf(one).subarray(16, 28))
  expect(bytesOf(three).subarray(0, 16)).not.toEqual(bytesOf(one).subarray(0, 16))
})

test('the envelope is the one that the documentation describes', async () => {
  const salt = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')
  const documented =
    'sxncd1.AAECAwQFBgcICQoLDA0OD+Pub+uQy2L3EjxKLEMWa3PNlftco8zsiAxTYueK7j1uWeJIs7rE6uzoM4+v'
  expect(sealed(sample, 'pässword', salt)).toBe(documented)
  expect(await decrypt(documented, 'pässword')).toBe(sample)
  // The same password, typed as a letter and an accent.
  expect(await decrypt(documented, 'pa\u0308ssword')).toBe(sample)
  expect(await encrypt(sample, 'pässword', { like: documented })).toBe(documented)
})

test('a change to any byte is noticed, and so is an end that is cut off', async () => {
  const envelope = bytesOf(await encrypt('{"a":1}', 'secret'))
  const attempts = [...envelope.keys()].flatMap((at) => {
    const changed = Buffer.from(envelope)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    // Another salt costs all the rounds; what is shorter keeps it.
    return at < 28 ? [changed] : [changed, envelope.subarray(0, at)]
  })
  const results = await Promise.all(
    attempts.map((bytes) => failure(decrypt(envelopeOf(bytes), 'secret'))),
  )
  for (const error of results) {
    expect(error).toBeInstanceOf(DecryptError)
    expect(error).toHaveProperty('code', 'not_decrypted')
  }
}, 60_000)

test('a change to any character is noticed, also one that stands for the same bytes', async () => {
  const envelope = await encrypt('{"a":"1"}', 'secret')
  expect(envelope.endsWith('=')).toBe(true)
  const afterSalt = 'sxncd1.'.length + 22
  for (let at = afterSalt; at < envelope.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const other = String.fromCharCode(envelope.charCodeAt(at) ^ (1 << bit))
      const changed = envelope.slice(0, at) + other + envelope.slice(at + 1)
      expect(await failure(decrypt(changed, 'secret'))).toBeInstanceOf(DecryptError)
    }
  }
  for (const changed of [`${envelope}\n`, envelope.replace('=', ''), `${envelope}=`, 'sxncd1.']) {
    expect(await failure(decrypt(changed, 'secret'))).toBeInstanceOf(DecryptError)
  }
})

test('a wrong password is an error that says so', async () => {
  const envelopes = [
    await encrypt(sample, 'secret'),
    await encrypt(sample, 'secret', { envelope: 'flutter' }),
  ]
  for (const envelope of envelopes) {
    const error = await failure(decrypt(envelope, 'Secret'))
    expect(error).toBeInstanceOf(DecryptError)
    expect(error.message).toBe('The password is wrong, or the settings were changed on their way.')
  }
})

test('what holds the key but is no sound envelope is refused too', async () => {
  const salt = randomBytes(16)
  const others = [
    sealed(Buffer.from([0xff, 0xfe]), 'secret', salt),
    sealed(sample, 'secret', salt, { nonce: randomBytes(12) }),
  ]
  for (const envelope of others) {
    expect(await failure(decrypt(envelope, 'secret'))).toBeInstanceOf(DecryptError)
  }
})

test("the Flutter library's envelopes are read, whatever their IV, and written", async () => {
  expect(flutterKey('password').toString('hex')).toBe(
    'b71bceac4cfa5bdeda3579b3500eeba4e09d9ce2961547332f22cea482dc751f',
  )
  await fc.assert(
    fc.asyncProperty(text, fc.uint8Array({ minLength: 16, maxLength: 16 }), async (plain, iv) => {
      const theirs = flutterSealed(plain, 'password', Buffer.from(iv))
      expect(formatOf(theirs)).toBe('flutter')
      expect(await decrypt(theirs, 'password')).toBe(plain)
      const ours = await encrypt(plain, 'password', { envelope: 'flutter' })
      const ownIv = Buffer.from(ours, 'base64').subarray(0, 16)
      expect(flutterSealed(plain, 'password', ownIv)).toBe(ours)
      expect(await encrypt(plain, 'password', { envelope: 'flutter' })).toBe(ours)
    }),
    { numRuns: 30 },
  )
}, 30_000)

test('a wrong password never gives data out of 2,000 envelopes of the Flutter library', async () => {
  const envelopes = Array.from({ length: 2_000 }, (_, i) =>
    flutterSealed(`{"n":${i}}`, 'one', randomBytes(16)),
  )
  const opened = await Promise.all(envelopes.map((envelope) => failure(decrypt(envelope, 'two'))))
  expect(opened.filter((error) => !(error instanceof DecryptError))).toEqual([])
}, 30_000)

test('plain text is answered as it is, unless only our envelope will do', async () => {
  const plain = ['', '{}', sample, 'sxncd', 'text', 'QUJD', 'A'.repeat(40), `${'A'.repeat(43)}==`]
  for (const one of plain) {
    expect(formatOf(one)).toBe('plain')
    expect(await decrypt(one, 'secret')).toBe(one)
    expect(await failure(decrypt(one, 'secret', { strict: true }))).toBeInstanceOf(DecryptError)
  }
  const theirs = await encrypt(sample, 'secret', { envelope: 'flutter' })
  expect(await failure(decrypt(theirs, 'secret', { strict: true }))).toBeInstanceOf(DecryptError)
})

test('what looks like anything at all is plain, opened, or a clear error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(text, fc.base64String()), async (one) => {
      const result = await decrypt(one, 'secret').catch((error) => error)
      if (!(result instanceof DecryptError)) expect(result).toBe(one)
    }),
  )
})

test('an envelope of a later version is no plain text', async () => {
  const error = await failure(decrypt('sxncd2.AAAA', 'secret'))
  expect(error).toBeInstanceOf(DecryptError)
  expect(error.message).toContain('newer version')
})

test('an empty password and half a character are refused', async () => {
  await expect(encrypt('text', '')).rejects.toThrow(TypeError)
  await expect(decrypt('text', '')).rejects.toThrow(TypeError)
  await expect(encrypt('\ud800', 'secret')).rejects.toThrow('half a character')
})

test('ten megabytes come back', async () => {
  const large = 'ä{}"\n'.repeat(2_000_000)
  for (const envelope of ['sxncd1', 'flutter'] as const) {
    expect(await decrypt(await encrypt(large, 'secret', { envelope }), 'secret')).toBe(large)
  }
}, 30_000)

test('the rounds are paid once a password and salt', async () => {
  const envelope = await encrypt(sample, 'once')
  const first = performance.now()
  await decrypt(await encrypt(sample, 'other'), 'other')
  const derived = performance.now() - first
  const second = performance.now()
  for (let i = 0; i < 10; i += 1) await decrypt(envelope, 'once')
  expect(performance.now() - second).toBeLessThan(derived)
})
