import fc from 'fast-check'

/*
 * JSON as text, not as values: with everything that a parser and printer would change, such as the
 * spelling of numbers, white space, the order of names, and names that stand twice.
 */

const whiteSpace = fc.stringMatching(/^[ \t\n\r]{0,3}$/)

const integer = fc.stringMatching(/^-?(0|[1-9]\d{0,30})$/)
const number = fc.oneof(
  integer,
  fc.stringMatching(/^-?(0|[1-9]\d{0,20})(\.\d{1,20})?([eE][+-]?\d{1,4})?$/),
  fc.constantFrom(
    '12345678901234567890',
    '1e400',
    '-0',
    '1.0',
    '1E+2',
    '0.1e-999',
    '9007199254740993',
  ),
)

/** Any code unit may stand in a string by its escape, also half of a pair. */
const escapeSequence = fc.oneof(
  fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t', '\\\\\\\\'),
  fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.boolean()).map(([unit, upper]) => {
    const hex = unit.toString(16).padStart(4, '0')
    return `\\u${upper ? hex.toUpperCase() : hex}`
  }),
  fc.constantFrom('\\ud800', '\\udfff', '\\ud83d\\ude00', '\\u0000', '\\u2028'),
)

/** What may stand in a string as it is: everything but quotes, backslashes and control characters. */
const plain = fc
  .string({ unit: 'binary', maxLength: 6 })
  .map((text) => text.replace(/["\\\p{Cc}]/gu, ''))

const marks = fc.constantFrom(
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\ufeff',
  '\u2028',
  '\u00a0',
  '/*',
  '//',
)

const stringLiteral = fc
  .array(fc.oneof(plain, escapeSequence, marks), { maxLength: 6 })
  .map((parts) => `"${parts.join('')}"`)

const name = fc.oneof(
  stringLiteral,
  fc.constantFrom('"1"', '"0"', '"-1"', '"10"', '"a"', '"a"', '"\\u0061"', '""'),
  fc.constantFrom('"__proto__"', '"constructor"', '"toString"', '"toJSON"', '"then"', '"settings"'),
)

const between = <T>(parts: readonly T[], print: (part: T) => string) => parts.map(print).join(',')

const { value } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthIdentifier: 'json' },
    number,
    stringLiteral,
    fc.constantFrom('true', 'false', 'null'),
    tie('array'),
    tie('object'),
  ),
  array: fc
    .array(fc.tuple(whiteSpace, tie('value'), whiteSpace), {
      maxLength: 5,
      depthIdentifier: 'json',
    })
    .map((items) => `[${between(items, (item) => item.join(''))}]`),
  object: fc
    .array(fc.tuple(whiteSpace, name, whiteSpace, whiteSpace, tie('value'), whiteSpace), {
      maxLength: 5,
      depthIdentifier: 'json',
    })
    .map((members) => `{${between(members, ([a, b, c, d, e, f]) => `${a}${b}${c}:${d}${e}${f}`)}}`),
}))

/** The text of any JSON value. */
export const jsonValue = value

/** The text of a JSON object or array. */
export const jsonSettings = value.filter((text) => text.startsWith('{') || text.startsWith('['))

/** A member of an object in pieces: its name and value, and white space around them. */
export const jsonMember = fc.tuple(whiteSpace, name, whiteSpace, whiteSpace, value, whiteSpace)

/** A string as a JSON literal, and what it stands for. */
export const textSettings = fc.oneof(
  stringLiteral,
  fc.base64String().map((text) => JSON.stringify(text)),
  jsonSettings.map((text) => JSON.stringify(text)),
  value.map((text) => JSON.stringify(text)),
  // As a client that escapes all it can.
  fc
    .string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) })
    .map((text) => `"${text.split('').map(escaped).join('')}"`),
)

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
