import { expect, test } from 'vitest'
import { mayLoad, mayOpenOutside, mayUse, wayTo } from '../../../main/window/policy.ts'

const origin = 'http://127.0.0.1:9693'

test.each([
  [`${origin}/`, 'window'],
  [`${origin}/apps/obtainium?x#y`, 'window'],
  [`blob:${origin}/1b9d6bcd`, 'window'],
  // Where people give their password to somebody, they see in their own browser to whom.
  [`${origin}/sign-in/github`, 'browser'],
  ['https://github.com/login', 'browser'],
  ['http://127.0.0.1:9694/', 'nowhere'],
  ['http://localhost:9693/', 'nowhere'],
  ['https://127.0.0.1:9693/', 'browser'],
  ['http://example.com/', 'nowhere'],
  ['http://127.0.0.1:9693@example.com/', 'nowhere'],
  ['https://user:pass@example.com/', 'nowhere'],
  ['http://user@127.0.0.1:9693/', 'nowhere'],
  ['file:///etc/passwd', 'nowhere'],
  ['javascript:alert(1)', 'nowhere'],
  ['data:text/html,<p>', 'nowhere'],
  ['about:blank', 'nowhere'],
  ['chrome://settings', 'nowhere'],
  ['ms-settings:privacy', 'nowhere'],
  ['smb://server/share', 'nowhere'],
  ['vscode://x', 'nowhere'],
  ['no address', 'nowhere'],
  ['', 'nowhere'],
])('%s leads to: %s', (address, way) => {
  expect(wayTo(address, origin)).toBe(way)
})

test('new windows open outside, if at all', () => {
  const outside = (address: string) => mayOpenOutside(address, origin)
  expect(outside('https://example.com/')).toBe(true)
  expect(outside(`${origin}/docs`)).toBe(true)
  expect(outside(`blob:${origin}/1b9d6bcd`)).toBe(false)
  expect(outside('http://example.com/')).toBe(false)
  expect(outside('file:///etc/passwd')).toBe(false)
})

test('the window loads what the hub serves and what the page has made, and nothing else', () => {
  const load = (address: string) => mayLoad(address, origin)
  const own = [`${origin}/assets/a.js`, `blob:${origin}/1b9d`, 'data:image/png;base64,AA==']
  expect(own.map(load)).toEqual([true, true, true])
  const others = [
    'https://example.com/a.js',
    'http://127.0.0.1:1/',
    'ws://127.0.0.1:9693/',
    'file:///',
  ]
  expect(others.map(load)).toEqual([false, false, false, false])
  expect(load('not an address')).toBe(false)
})

test('the page of the hub may copy, and that is all that any page may', () => {
  expect(mayUse('clipboard-sanitized-write', `${origin}/hub`, origin)).toBe(true)
  expect(mayUse('clipboard-sanitized-write', 'https://example.com', origin)).toBe(false)
  for (const permission of ['clipboard-read', 'notifications', 'media', 'geolocation', 'usb']) {
    expect(mayUse(permission, `${origin}/`, origin)).toBe(false)
  }
  expect(mayUse('clipboard-sanitized-write', '', origin)).toBe(false)
})
