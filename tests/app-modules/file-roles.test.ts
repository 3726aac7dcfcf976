import { expect, it } from 'vitest'
import { type FileRole, fitsPattern, roleOf } from '../../app-modules/file-roles.ts'

const files = {
  main: 'my/settings.json',
  family: ['backup*.zip', 'exports/*/all-*.json'],
  scratch: ['probe', 'my/*.bak'],
}

it.each<[string, FileRole]>([
  ['my/settings.json', 'main'],
  ['settings.json', 'plain'],
  ['My/settings.json', 'plain'],
  ['my/settings.json.bak', 'scratch'],
  ['other/settings.json.bak', 'plain'],
  ['backup.zip', 'family'],
  ['backup-2026-04-17.zip', 'family'],
  ['deep/down/backup-1.zip', 'family'],
  ['backup-1.zip/a', 'plain'],
  ['exports/phone/all-1.json', 'family'],
  ['exports/all-1.json', 'plain'],
  ['exports/a/b/all-1.json', 'plain'],
  ['probe', 'scratch'],
  ['a/probe', 'scratch'],
  ['probes', 'plain'],
  // By default:
  ['bookmarks.xbel.lock', 'scratch'],
  ['a/lock.json', 'scratch'],
  ['a/._picture', 'scratch'],
  ['.DS_Store', 'scratch'],
  ['notes.tmp', 'scratch'],
  ['notes.tmp-123', 'scratch'],
  ['notes.temp', 'scratch'],
  ['thumbs.cache', 'scratch'],
  ['locked.json', 'plain'],
  // Half of an upload is no export yet.
  ['backup-1.tmp.zip', 'scratch'],
  ['', 'plain'],
])('"%s" is %s', (path, role) => {
  expect(roleOf(files, path)).toBe(role)
})

it('knows the defaults of an app that says nothing of its files', () => {
  expect(roleOf(undefined, 'a.lock')).toBe('scratch')
  expect(roleOf({}, 'settings.json')).toBe('plain')
})

it('lets a main file be of no other role, whatever a default says', () => {
  expect(roleOf({ main: 'a.cache' }, 'a.cache')).toBe('main')
})

it.each<[string, string, boolean]>([
  ['a', 'a', true],
  ['a.b', 'a?b', false],
  ['aXb', 'a.b', false],
  ['abcabc', 'a*b*c', true],
  ['abab', 'ab*ab', true],
  ['ab', 'ab*ab', false],
  ['aba', 'ab*ba', false],
  ['axbxc', 'a*b*c*', true],
  ['acb', 'a*b*c', false],
  ['a**b', 'a**b', true],
  ['ab', 'a**b', true],
])('"%s" against "%s": %s', (path, pattern, fits) => {
  expect(fitsPattern(path, pattern)).toBe(fits)
})

it('takes no longer for a name that fits almost, over and over', () => {
  const name = 'a'.repeat(100_000)
  const began = performance.now()
  for (let each = 0; each < 10; each += 1) {
    expect(fitsPattern(name, `${'*a'.repeat(90)}*b`)).toBe(false)
  }
  expect(performance.now() - began).toBeLessThan(1_000)
})
