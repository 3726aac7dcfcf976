import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decrypt, encrypt, formatOf } from '../../client/encryption.ts'
import { DecryptError } from '../../client/errors.ts'
import { createEventParser } from '../../client/event-stream.ts'
import { readTimestamp } from '../../server/lib/timestamp.ts'
import { recordExchanges } from './exchanges.ts'

const folder = join(import.meta.dirname, '../vectors')
const read = async <T>(name: string): Promise<T[]> =>
  JSON.parse(await readFile(join(folder, name), 'utf8'))
const written = (vectors: unknown) => `${JSON.stringify(vectors, null, 2)}\n`

test('a real hub and our client do what the vectors say', async () => {
  const exchanges = await recordExchanges()
  await expect(written(exchanges)).toMatchFileSnapshot(join(folder, 'exchanges.json'))
})

const salt = (byte: number) => `sxncd1.${Buffer.alloc(16, byte).toString('base64')}`
const longText = JSON.stringify({ list: Array.from({ length: 40 }, (_, at) => `entry ${at}`) })

const settings = [
  ['pässword', '{"theme":"dark"}'],
  // The same password, typed as a letter and an accent.
  ['pa\u0308ssword', '{"theme":"dark"}'],
  ['pässword', ''],
  ['pässword', '\ufeffwith a byte order mark, Größe 🎈'],
  ['another', longText],
] as const

test('the envelopes are those of the vectors, and nothing else opens', async () => {
  const sealed = []
  for (const [password, text] of settings) {
    const like = salt(1)
    const sxncd1 = await encrypt(text, password, { like })
    const flutter = await encrypt(text, password, { envelope: 'flutter' })
    sealed.push({ password, text, like, sxncd1, flutter })
    expect(await decrypt(sxncd1, password)).toBe(text)
    expect(await decrypt(flutter, password)).toBe(text)
  }
  const [{ sxncd1 = '', flutter = '' } = {}] = sealed
  const refused = [
    { password: 'wrong', envelope: sxncd1 },
    { password: 'wrong', envelope: flutter },
    { password: 'pässword', envelope: `${sxncd1}\n` },
    { password: 'pässword', envelope: sxncd1.replace(/.{4}$/, 'AAAA') },
    { password: 'pässword', envelope: sxncd1.slice(0, 40) },
    { password: 'pässword', envelope: 'sxncd2.AAAA' },
  ]
  for (const { password, envelope } of refused)
    await expect(decrypt(envelope, password)).rejects.toBeInstanceOf(DecryptError)
  const plain = ['{"theme":"dark"}', '', 'AAAA', `${flutter}=`]
  expect(plain.map(formatOf)).toEqual(['plain', 'plain', 'plain', 'plain'])
  await expect(written({ sealed, refused, plain })).toMatchFileSnapshot(
    join(folder, 'envelopes.json'),
  )
})

test('streams hold the events of the vectors, in whatever pieces they come', async () => {
  for (const { name, stream, events } of await read<{
    name: string
    stream: string
    events: object[]
  }>('events.json')) {
    expect(createEventParser()(stream), name).toEqual(events)
    const parse = createEventParser()
    expect([...stream].flatMap(parse), name).toEqual(events)
  }
})

test('a hub reads every stamp as the instant that it is', async () => {
  const stamps = await read<{ microseconds: number; text: string }>('stamps.json')
  for (const { microseconds, text } of stamps)
    expect(readTimestamp(text, 'Europe/Berlin'), text).toBe(Math.floor(microseconds / 1_000))
})
