import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { HubError } from '../../../server/lib/errors.ts'
import * as jsonText from '../../../server/lib/json-text.ts'
import { maxDepth } from '../../../server/lib/json-walk.ts'
import { jsonMember, jsonValue } from '../slots/json-source.ts'

const { isJson } = jsonText
const parseJson = (text: string) => jsonText.parseJson(Buffer.from(text))
const membersOf = (text: string) => {
  const members: { name: string; source: string }[] = []
  jsonText.eachMember(Buffer.from(text), (name, source) => void members.push({ name, source }))
  return members
}
const textOfBody = (body: Buffer) => jsonText.textOfBody(body).toString()

const tooDeep = new HubError('too_deep', { limit: maxDepth })
const badJson = new HubError('bad_json')

describe('the text of a body', () => {
  test('is UTF-8', () => {
    expect(textOfBody(Buffer.from('{"a":"ü😀\u0000\u2028"}'))).toBe('{"a":"ü😀\u0000\u2028"}')
  })

  test('has no byte order mark', () => {
    expect(textOfBody(Buffer.from('\ufeff{}'))).toBe('{}')
    expect(textOfBody(Buffer.from('\ufeff\ufeff{}'))).toBe('\ufeff{}')
    expect(textOfBody(Buffer.from('{"a":"\ufeff"}'))).toBe('{"a":"\ufeff"}')
  })

  test('is not empty', () => {
    expect(() => textOfBody(Buffer.alloc(0))).toThrow(new HubError('body_empty'))
  })

  test.each([
    ['a lone continuation', [0x80]],
    ['a character cut short', [0xe2, 0x82]],
    ['a longer form than needed', [0xc0, 0xaf]],
    ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
    ['more than Unicode has', [0xf4, 0x90, 0x80, 0x80]],
    ['Latin-1', [0x22, 0xfc, 0x22]],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])('is not %s', (_, bytes) => {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')])
    expect(() => textOfBody(body)).toThrow(new HubError('not_utf8'))
  })
})

describe('parsing', () => {
  test('takes what JSON.parse takes, and nothing else', () => {
    const broken = fc
      .tuple(
        jsonValue,
        fc.nat(),
        fc.nat(2),
        fc.constantFrom('', '"', '\\', '{', ']', ',', ':', '\ufeff', '0'),
      )
      .map(([text, at, cut, insert]) => {
        const place = at % (text.length + 1)
        return `${text.slice(0, place)}${insert}${text.slice(place + cut)}`
      })
    fc.assert(
      fc.property(fc.oneof(jsonValue, broken, fc.string()), (text) => {
        // A body is UTF-8, which knows no lone surrogates; a text that is stored may have some.
        const body = text.toWellFormed()
        expect(outcome(() => parseJson(body))).toEqual(outcome(() => JSON.parse(body)))
        expect(isJson(text)).toBe(outcome(() => JSON.parse(text)) !== 'refused')
      }),
      { numRuns: 2_000 },
    )
  })

  test('agrees with JSON.parse on every short text', () => {
    const differ: string[] = []
    const look = (text: string, left: number) => {
      const isSound = outcome(() => JSON.parse(text)) !== 'refused'
      if (isJson(text) !== isSound) differ.push(text)
      if (left > 0) for (const letter of '"\\u0-.e+1{}[]:, \n') look(text + letter, left - 1)
    }
    look('', 4)
    expect(differ).toEqual([])
  })

  test('takes 64 levels and no more', () => {
    for (const [open, close] of brackets) {
      expect(isJson(nested(64, open, close))).toBe(true)
      expect(() => parseJson(nested(65, open, close))).toThrow(tooDeep)
    }
  })

  test('counts levels, not brackets', () => {
    expect(isJson(`[${'[],'.repeat(1_000)}[]]`)).toBe(true)
    expect(isJson(JSON.stringify('['.repeat(1_000)))).toBe(true)
    expect(isJson(JSON.stringify('"['.repeat(1_000)))).toBe(true)
    expect(isJson(JSON.stringify('\\"['.repeat(1_000)))).toBe(true)
    expect(isJson(JSON.stringify({ ['{'.repeat(1_000)]: 1 }))).toBe(true)
  })

  test('refuses what is far too deep before it is parsed', () => {
    for (const depth of [5_000, 100_000, 5_000_000]) {
      expect(() => parseJson('['.repeat(depth))).toThrow(tooDeep)
      expect(() => parseJson('{"a":'.repeat(depth))).toThrow(tooDeep)
      expect(() => membersOf(`{"settings":${nested(depth, '[', ']')}}`)).toThrow(tooDeep)
    }
  })

  test('knows the depth of anything', () => {
    const shape = fc.array(fc.constantFrom('[', ']'), { minLength: 100, maxLength: 300 })
    fc.assert(
      fc.property(shape, fc.boolean(), (steps, bias) => {
        let [text, depth, deepest] = ['[', 1, 1]
        for (const step of steps) {
          if (step === '[' || (bias && depth < 70)) {
            text += /[[,]$/.test(text) ? '[' : ',['
            depth += 1
          } else if (depth > 1) {
            text += ']'
            depth -= 1
          }
          deepest = Math.max(deepest, depth)
        }
        expect(isJson(text + ']'.repeat(depth))).toBe(deepest <= maxDepth)
      }),
    )
  })
})

describe('the members of an object', () => {
  test('are the pieces that it was made of', () => {
    fc.assert(
      fc.property(fc.array(jsonMember, { maxLength: 6 }), (members) => {
        const text = `{${members.map(([a, b, c, d, e, f]) => `${a}${b}${c}:${d}${e}${f}`).join(',')}}`
        fc.pre(isJson(text))
        const expected = members.map(([, name, , , source]) => ({ name: JSON.parse(name), source }))
        expect(membersOf(text)).toEqual(expected)
        expect(membersOf(` \n${text}\t`)).toEqual(expected)
      }),
      { numRuns: 1_000 },
    )
  })

  test('keep the very text of their values', () => {
    const text =
      '{ "\\u0061" : [1e400 , 12345678901234567890, {"2":1,"1":2,"1":3}] , "b":"\\u00e9,:{" }'
    expect(membersOf(text)).toEqual([
      { name: 'a', source: '[1e400 , 12345678901234567890, {"2":1,"1":2,"1":3}]' },
      { name: 'b', source: '"\\u00e9,:{"' },
    ])
  })

  test('are there twice where they stand twice, and `__proto__` is one like any other', () => {
    expect(membersOf('{"a":1,"a":2,"__proto__":{"b":3}}')).toEqual([
      { name: 'a', source: '1' },
      { name: 'a', source: '2' },
      { name: '__proto__', source: '{"b":3}' },
    ])
    expect(membersOf('{}')).toEqual([])
    expect(membersOf(' { } ')).toEqual([])
  })

  test.each(['[]', '[{"a":1}]', '"a"', '1', 'null', 'true'])('%s has none', (text) => {
    expect(() => membersOf(text)).toThrow('The body must be a JSON object.')
  })

  test.each([
    ...['', ' ', '{', '}', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{"a":1}{"b":2}', '{"a":1} x'],
    ...["{'a':1}", '{a:1}', '{"a":01}', '{"a":+1}', '{"a":.5}', '{"a":NaN}', '{"a":undefined}'],
    ...['{"a":"\u0001"}', '{"a":"\\x"}', '{"a":"\\u12"}', '{"a":"b}', '{"a":"b\\"}', '{"a":1/**/}'],
    ...['\ufeff{}', '{\u00a0"a":1}', '{"a":1\u2028}', '}}}}{', '{"a":1]', '{"a":[}', '{"a":"\n"}'],
  ])('%j is not JSON', (text) => {
    expect(() => membersOf(text)).toThrow(badJson)
  })
})

/*
 * No clock here: were any of these more than linear in time, two million characters would take
 * more than half an hour, and the time limit of the test would end it.
 */
describe('two million characters are no trouble', () => {
  const size = 2_000_000
  test.each([
    ['backslashes', `{"a":"${'\\\\'.repeat(size / 2)}"}`],
    ['escaped quotes', `{"a":"${'\\"'.repeat(size / 2)}"}`],
    ['backslashes before each quote', `{"a":"${`${'\\\\'.repeat(500)}\\"`.repeat(size / 1_002)}"}`],
    ['short strings', `{"a":[${'"\\\\",'.repeat(size / 5)}""]}`],
    ['white space', `{"a":${' '.repeat(size)}1}`],
    ['members', `{${'"":0,'.repeat(size / 5)}"":0}`],
    ['empty arrays', `[${'[],'.repeat(size / 3)}[]]`],
  ])('as %s', (_, text) => {
    expect(isJson(text)).toBe(true)
    if (text.startsWith('{"a":')) expect(membersOf(text)[0]?.source.length).toBeGreaterThan(0)
  })

  test.each([
    ['an open string of backslashes', `{"a":"${'\\'.repeat(size)}`],
    ['backslashes outside of a string', `{"a":${'\\'.repeat(size)}"`],
    ['open strings', '"'.repeat(size + 1)],
    ['closing brackets', '}'.repeat(size)],
  ])('as %s', (_, text) => {
    expect(() => membersOf(text)).toThrow(badJson)
  })
})

const brackets = [
  ['[', ']'],
  ['{"a":', '}'],
] as const

const nested = (depth: number, open: string, close: string) =>
  `${open.repeat(depth)}${open === '[' ? '' : '1'}${close.repeat(depth)}`

function outcome(work: () => unknown): unknown {
  try {
    return { value: work() }
  } catch {
    return 'refused'
  }
}
