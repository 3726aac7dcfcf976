import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { looksEncrypted } from '../../../server/lib/looks-encrypted.ts'
import {
  contentIdOf,
  IncomingSettings,
  readUpload,
  sizeOf,
  sourceFor,
} from '../../../server/slots/upload.ts'
import { jsonSettings, jsonValue } from './json-source.ts'

const read = (text: string) => readUpload(Buffer.from(text)) as Record<string, unknown>

describe('an upload', () => {
  test('keeps an object or array as its source', () => {
    const source = '{"b":1e400, "a":[12345678901234567890]}'
    expect(read(`{"settings": ${source} }`).settings).toEqual(
      new IncomingSettings('json', source, source),
    )
  })

  test('keeps a string as what it stands for', () => {
    expect(read('{"settings":"\\u0061\\ud800"}').settings).toEqual(
      new IncomingSettings('text', 'a\ud800', '"\\u0061\\ud800"'),
    )
  })

  test('leaves what is neither to the validator', () => {
    expect(read('{"settings":1}').settings).toBe(1)
    expect(read('{"settings":null}').settings).toBe(null)
    expect(read('{"deviceName":{"a":1},"savedTs":[2]}')).toEqual(
      Object.assign(Object.create(null), { deviceName: { a: 1 }, savedTs: [2] }),
    )
  })

  test('has no field twice, also not by another spelling', () => {
    expect(() => read('{"settings":1,"settings":2}')).toThrow(
      'The body has the field settings twice.',
    )
    expect(() => read('{"savedTs":"a","\\u0073avedTs":"b"}')).toThrow('the field savedTs twice')
  })

  test('is read no further than the first field that is not known', () => {
    expect(() => read('{"extra":1, and what comes then')).toThrow('not known')
  })

  test.each(['extra', '__proto__', 'constructor', 'toString', '', 'Settings', 'settings '])(
    'has no field %j, and the error does not repeat it',
    (name) => {
      const text = `{"deviceName":"a","savedTs":"b","settings":"c",${JSON.stringify(name)}:{"d":1}}`
      expect(() => read(text)).toThrow(
        'The body has a field that is not known. Only deviceName, savedTs and settings are allowed.',
      )
    },
  )

  test('never reaches the prototype of an object', () => {
    expect(() => read('{"__proto__":{"settings":"a"}}')).toThrow('not known')
    read('{"settings":{"__proto__":{"polluted":true}}}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('the id of a content', () => {
  test('is the same for the same text, however it was sent', () => {
    fc.assert(
      fc.property(jsonSettings, (source) => {
        const sent = read(`{"settings":${source}}`).settings as IncomingSettings
        const asText = read(`{"settings":${JSON.stringify(source)}}`).settings as IncomingSettings
        expect(sent.text).toBe(source)
        expect(contentIdOf(sent.text)).toBe(contentIdOf(asText.text))
      }),
    )
  })

  test('differs for other text, also where only a lone surrogate differs', () => {
    const texts = ['', 'a', 'a ', '\ufffd', '\ud800', '\udfff', '\ud800\ud800', 'a\ud800', '\ufeff']
    expect(new Set(texts.map(contentIdOf)).size).toBe(texts.length)
  })
})

test('a size is counted in bytes', () => {
  expect([sizeOf(''), sizeOf('a'), sizeOf('ü'), sizeOf('😀')]).toEqual([0, 1, 2, 4])
})

describe('stored settings are answered in the type that is asked for', () => {
  const json = (text: string) => ({ type: 'json', text }) as const
  const text = (value: string) => ({ type: 'text', text: value }) as const

  test('an object as its source, or as the text of it', () => {
    expect(sourceFor(json('{"a": 1e400}'), 'json')).toBe('{"a": 1e400}')
    expect(sourceFor(json('{"a": 1e400}'), 'text')).toBe('"{\\"a\\": 1e400}"')
  })

  test('text that holds an object or array as that', () => {
    expect(sourceFor(text(' {"a": 1e400}\n'), 'json')).toBe(' {"a": 1e400}\n')
    expect(sourceFor(text('[1]'), 'json')).toBe('[1]')
    expect(sourceFor(text('[1]'), 'text')).toBe('"[1]"')
  })

  test('text that holds a lone surrogate within JSON stays valid UTF-8', () => {
    const source = sourceFor(text('{"\ud800":"a\udfff😀"}'), 'json')
    expect(source).toBe('{"\\ud800":"a\\udfff😀"}')
    expect(JSON.parse(source)).toEqual({ '\ud800': 'a\udfff😀' })
  })

  test.each(['gAAAAABnvyaS', 'plain', '', '{', '{"a":1}}', '[[', '\u00a0[]'])(
    'text that is not JSON as it is: %j',
    (value) => {
      expect(sourceFor(text(value), 'json')).toBe(JSON.stringify(value))
    },
  )

  // `data` is always a string, an object or an array, as the contract has it.
  test.each(['17', '1e400', 'null', 'true', '"a"', ' 12345678 '])(
    'text that is a bare JSON value as it is: %j',
    (value) => {
      expect(sourceFor(text(value), 'json')).toBe(JSON.stringify(value))
    },
  )

  test('whatever is stored, the answer is JSON of an allowed type', () => {
    const stored = fc.oneof(
      jsonSettings.map(json),
      jsonValue.map(text),
      fc.string({ unit: 'binary' }).map(text),
      fc
        .array(fc.constantFrom('{"', '"}', '[', ']', '\ud800', ':', '"', ' '))
        .map((all) => text(all.join(''))),
    )
    fc.assert(
      fc.property(stored, fc.constantFrom('text', 'json'), (settings, asked) => {
        const source = sourceFor(settings, asked)
        expect(source.isWellFormed()).toBe(true)
        const value: unknown = JSON.parse(source)
        if (asked === 'text') expect(value).toBe(settings.text)
        else expect(['string', 'object']).toContain(typeof value)
        expect(value).not.toBe(null)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('text looks encrypted', () => {
  const noise = Buffer.from(Array.from({ length: 48 }, (_, index) => (index * 151 + 200) % 256))

  test('where it is one piece of Base64 that does not decode to text', () => {
    expect(looksEncrypted(noise.toString('base64'))).toBe(true)
    expect(looksEncrypted(noise.toString('base64url'))).toBe(true)
    expect(looksEncrypted(noise.subarray(1).toString('base64'))).toBe(true)
  })

  test.each([
    ['other text', 'some settings of an app, in plain words'],
    ['JSON', '{"a":"gAAAAABnvyaSxaaaaaaaaaaaaaaaaaaaa"}'],
    ['Base64 of text', Buffer.from('some settings of an app').toString('base64')],
    ['something short', '7v//'],
    ['Base64 in lines', `${noise.toString('base64')}\n${noise.toString('base64')}`],
    ['an equals sign in the middle', `${noise.toString('base64')}=${noise.toString('base64')}`],
    ['nothing', ''],
  ])('not where it is %s', (_, text) => {
    expect(looksEncrypted(text)).toBe(false)
  })

  test('also where it is as large as a body can be', () => {
    expect(looksEncrypted('/'.repeat(10 * 2 ** 20))).toBe(true)
    expect(looksEncrypted('='.repeat(10 * 2 ** 20))).toBe(false)
  })
})

test('large text of white space is answered as text', () => {
  const text = ' '.repeat(10 * 2 ** 20)
  expect(sourceFor({ type: 'text', text }, 'json').length).toBe(text.length + 2)
})
