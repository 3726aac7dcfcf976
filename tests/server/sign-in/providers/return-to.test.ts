import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { safeReturnTo } from '../../../../server/sign-in/providers/return-to.ts'
import { figure } from '../../../helpers/figures.ts'

/** What stands at the beginning of an address that leads away, to one program or another. */
const beginnings = [
  '',
  '/',
  '//',
  '///',
  '////',
  '/\\',
  '\\',
  '\\\\',
  '\\/',
  '/\\/',
  '/./',
  '/../',
  '/.//',
  '/..//',
  '/a/..//',
  '/%2e%2e//',
  '/%2f',
  '/%2F%2f',
  '//%2f',
  '/%5c',
  '/%5C%5c',
  '/%09/',
  '/\t/',
  '/\n/',
  '/\r\n/',
  '\t//',
  ' //',
  '/ /',
  '/\u00a0/',
  '/\u2028/',
  '/\u3000/',
  '/\0/',
  '/%00/',
  '/%0d%0a/',
  '/\u007f/',
  '/;//',
  '/@',
  '/:@',
  'http:',
  'https:',
  'http:/',
  'https:///',
  'http:\\\\',
  'ftp://',
  'javascript:',
  'JaVaScRiPt:',
  'java\nscript:',
  '\u0001javascript:',
  'data:text/html,',
  'vbscript:',
  'blob:',
  'file://',
  'about:',
  '?',
  '#',
  '.',
  '..',
  './',
  '../',
  '?//',
  '#//',
  '/..\\',
  '/\ufeff/',
]
const ends = ['evil.example', 'evil.example/', '@evil.example', '/evil.example', 'alert(1)//']
const payloads = beginnings.flatMap((beginning) => ends.map((end) => beginning + end))

/** Where a browser goes from any page of the hub. */
function leadsAway(location: string): boolean {
  return ['http://localhost:9693/callback/oidc?a=b', 'https://sync.example.com/a/b/'].some(
    (page) => new URL(location, page).origin !== new URL(page).origin,
  )
}
/** The same after a proxy on the way has decoded it, once or twice. */
function decoded(location: string): string {
  try {
    return decodeURIComponent(location.split(/[?#]/)[0] ?? '')
  } catch {
    return location
  }
}

function expectSafe(value: unknown): void {
  const location = safeReturnTo(value)
  expect(location).toMatch(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/)
  expect(leadsAway(location)).toBe(false)
  expect(leadsAway(decoded(location))).toBe(false)
}

describe('the way back', () => {
  test.each(['/', '/keys', '/history/thunder?version=3#diff', '/a/%C3%BC', '/account?linked=oidc'])(
    'may be %s',
    (path) => expect(safeReturnTo(path)).toBe(path),
  )

  test('is written as browsers write it', () => {
    expect(safeReturnTo('/a/../b/ü')).toBe('/b/%C3%BC')
  })

  test(`is on this hub for each of ${payloads.length} hostile ones`, () => {
    expect(payloads.length).toBeGreaterThan(200)
    figure('open redirect: ways back after a sign-in', payloads.length * 3)
    for (const payload of payloads) expectSafe(payload)
    for (const payload of payloads) expectSafe(`/keys${payload}`)
    for (const payload of payloads) expectSafe(decoded(payload))
  })

  test.each([undefined, null, 1, {}, ['/a'], '', `/${'a'.repeat(2_000)}`])(
    'is the start page for %j',
    (value) => expect(safeReturnTo(value)).toBe('/'),
  )

  test('is on this hub whatever it says', () => {
    const piece = fc.oneof(
      fc.constantFrom('/', '\\', '//', '.', '..', '%2f', '%5C', '%09', '\t', '\n', '@', ':', '?'),
      fc.constantFrom('#', ';', 'evil.example', 'javascript:', 'https:', '%252f', '\u2028', 'é'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    )
    const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(text, fc.boolean(), (rest, slash) => expectSafe(slash ? `/${rest}` : rest)),
      { numRuns: 1_000 },
    )
  })
})
