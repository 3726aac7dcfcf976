import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Hub } from '../../../server/hub.ts'
import { scaled } from '../../faults/scale.ts'
import { figure } from '../../helpers/figures.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'
import { jsonSettings, textSettings } from './json-source.ts'

/** How many settings are sent. */
const cases = scaled(2_000, 100_000)
const timeout = Math.max(20_000, cases * 20)

/** One slot holds so many versions at most, as no real one ever will. */
const casesOfHub = 5_000

/** A hub with a slot of its own, and a clock of the devices: each upload is newer than the last. */
async function slot() {
  const environment = { RATE_LIMIT: 'off', LOG_LEVEL: 'warn' }
  const { hub } = await testHub({ environment, overrides: { store: { syncs: noSyncs } } })
  const key = await keyFor(hub)
  let minute = 0
  const send = (source: string, stamp: string) =>
    post(hub, key, `{"deviceName":"phone","savedTs":"${stamp}","settings":${source}}`)
  await send('"first"', '2000-01-01T00:00:00.000Z')
  return {
    hub,
    key,
    /** Stores settings and answers the text of `data`. */
    async store(source: string): Promise<string> {
      minute += 1
      const stamp = new Date(Date.UTC(2001, 0, 1, 0, minute)).toISOString()
      const { text } = await send(source, stamp)
      return dataOf(text, 'incomingNewer')
    },
    /** Sends something older and answers the text of `data`: what the hub has stored. */
    async ask(type: 'text' | 'json'): Promise<string> {
      const { text } = await send(type === 'text' ? '"old"' : '["old"]', '1900-01-01T00:00:00.000Z')
      return dataOf(text, 'existingNewer')
    },
    read: (as: 'text' | 'json') => settingsAs(hub, key, as),
  }
}

/** The very text of `data` in an answer. */
function dataOf(answer: string, action: string): string {
  const [head, tail] = ['{"success":true,"data":', `,"action":"${action}"}`]
  expect(answer.slice(0, head.length)).toBe(head)
  expect(answer.slice(-tail.length)).toBe(tail)
  return answer.slice(head.length, -tail.length)
}

async function settingsAs(hub: Hub, key: string, as: 'text' | 'json'): Promise<string> {
  const url = `/api/v1/sync/settings?as=${as}`
  const reply = await hub.app.inject({ url, headers: { authorization: key } })
  expect(reply.statusCode).toBe(200)
  const [head, tail] = ['{"success":true,"data":', ',"version":{"version":']
  expect(reply.body.startsWith(head)).toBe(true)
  return reply.body.slice(head.length, reply.body.lastIndexOf(tail))
}

describe('settings survive to the last character', () => {
  for (let done = 0; done < cases; done += casesOfHub) {
    const numRuns = Math.min(casesOfHub, cases - done)
    test(`in ${numRuns} cases from ${done} on`, { timeout }, async () => {
      const { store, ask, read } = await slot()
      // Read back as one type or the other: what was stored is the same.
      const json = fc.asyncProperty(jsonSettings, fc.boolean(), async (source, asText) => {
        expect(await store(source)).toBe(source)
        if (asText) expect(JSON.parse(await ask('text'))).toBe(source)
        else expect(await ask('json')).toBe(source)
      })
      const text = fc.asyncProperty(textSettings, fc.boolean(), async (literal, asText) => {
        const sent: string = JSON.parse(literal)
        expect(await store(literal)).toBe(literal)
        if (asText) expect(JSON.parse(await read('text'))).toBe(sent)
        else expectJson(await ask('json'), sent)
      })
      await fc.assert(json, { numRuns: Math.ceil(numRuns / 2) })
      await fc.assert(text, { numRuns: Math.floor(numRuns / 2) })
      figure('fidelity: settings that came back to the last byte', numRuns)
    })
  }
})

/** Text answered as JSON: an object or array as it is written, anything else as text. */
function expectJson(answer: string, text: string) {
  const value = containerIn(text)
  if (value === undefined) expect(JSON.parse(answer)).toBe(text)
  else if (text.isWellFormed()) expect(answer).toBe(text)
  else expect(JSON.parse(answer)).toEqual(value)
}

/** The object or array that a text is, if it is one. */
function containerIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

describe('settings that a parser would change', () => {
  test.each([
    ['numbers', '[12345678901234567890,1e400,-0,1.0,1E+2,0.1e-999]'],
    ['names that look like numbers', '{"10":1,"2":2,"a":3,"1":4}'],
    ['names that stand twice', '{"a":1,"a":2,"\\u0061":3}'],
    ['__proto__', '{"__proto__":{"a":1},"constructor":{"prototype":null}}'],
    ['escapes', '["\\u0041","\\/","\\ud83d\\ude00","\\u0000"]'],
    ['lone surrogates', '["\\ud800","\\udc00\\ud800",{"\\udfff":1}]'],
    ['characters', '["😀","ü","u\u0308","\u2028","\u00a0","\ufeff","\u007f"]'],
    ['white space', '{ "a" :\t[ ]\r\n,\n"b" : { } }'],
    ['emptiness', '[]'],
  ])('%s', async (_, source) => {
    const { store, ask, read } = await slot()
    expect(await store(source)).toBe(source)
    expect(await ask('json')).toBe(source)
    expect(await read('json')).toBe(source)
    expect(JSON.parse(await read('text'))).toBe(source)
  })

  test.each([
    ['Base64', 'gAAAAABnvyaSx/+0w=='],
    ['nothing', ''],
    ['a lone surrogate', 'a\ud800'],
    ['a zero', 'a\u0000b'],
    ['a backslash', '\\u0041\\'],
    ['JSON of a number', '12345678901234567890'],
    ['JSON of null', 'null'],
    ['JSON cut short', '{"a":'],
    ['JSON too deep to be answered as such', `${'['.repeat(65)}${']'.repeat(65)}`],
    ['JSON far too deep', '['.repeat(100_000)],
  ])('text with %s', async (_, text) => {
    const { store, ask, read } = await slot()
    expect(JSON.parse(await store(JSON.stringify(text)))).toBe(text)
    expect(JSON.parse(await ask('text'))).toBe(text)
    expect(JSON.parse(await ask('json'))).toBe(text)
    expect(JSON.parse(await read('text'))).toBe(text)
    expect(JSON.parse(await read('json'))).toBe(text)
  })

  test('a large export', async () => {
    const { store, ask } = await slot()
    const source = JSON.stringify({
      apps: Array.from({ length: 50_000 }, (_, id) => ({ id, on: true })),
    })
    expect((await store(source)) === source).toBe(true)
    expect((await ask('json')) === source).toBe(true)
  })
})

describe('the answer has the type of the request, on every action', () => {
  const old = '1900-01-01T00:00:00.000Z'
  const [early, late] = ['2020-01-01T00:00:00.000Z', '2021-01-01T00:00:00.000Z']

  async function hubWith(stored: string) {
    const { hub } = await testHub()
    const key = await keyFor(hub)
    const send = async (savedTs: string, settings: string) => {
      const body = `{"deviceName":"phone","savedTs":"${savedTs}","settings":${settings}}`
      const { action, data } = (await post(hub, key, body)).body
      return [action, data]
    }
    return { send, created: await send(early, stored) }
  }

  test('an object is stored', async () => {
    const { send, created } = await hubWith('{"a":1}')
    expect(created).toEqual(['created', { a: 1 }])
    expect(await send(early, '{"a":1}')).toEqual(['none', { a: 1 }])
    expect(await send(early, '"{\\"a\\":1}"')).toEqual(['none', '{"a":1}'])
    expect(await send(old, '"x"')).toEqual(['existingNewer', '{"a":1}'])
    expect(await send(old, '[]')).toEqual(['existingNewer', { a: 1 }])
    expect(await send(late, '"x"')).toEqual(['incomingNewer', 'x'])
  })

  test('text that is JSON is stored', async () => {
    const { send, created } = await hubWith('"[1]"')
    expect(created).toEqual(['created', '[1]'])
    expect(await send(early, '"[1]"')).toEqual(['none', '[1]'])
    expect(await send(early, '[1]')).toEqual(['none', [1]])
    expect(await send(old, '{}')).toEqual(['existingNewer', [1]])
    expect(await send(old, '"x"')).toEqual(['existingNewer', '[1]'])
    expect(await send(late, '{"b":2}')).toEqual(['incomingNewer', { b: 2 }])
  })

  test('encrypted text is stored', async () => {
    const { send, created } = await hubWith('"gAAA=="')
    expect(created).toEqual(['created', 'gAAA=='])
    expect(await send(old, '{}')).toEqual(['existingNewer', 'gAAA=='])
    expect(await send(old, '"x"')).toEqual(['existingNewer', 'gAAA=='])
    expect(await send(early, '"gAAA=="')).toEqual(['none', 'gAAA=='])
  })
})
