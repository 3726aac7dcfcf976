import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/asvs.md'), 'utf8')

/** The requirements of level 1 in ASVS 5.0.0, by chapter and section. */
const levelOne =
  `1.2.1 1.2.2 1.2.3 1.2.4 1.2.5 1.3.1 1.3.2 1.5.1 2.1.1 2.2.1 2.2.2 2.3.1 3.2.1 3.2.2
3.3.1 3.4.1 3.4.2 3.5.1 3.5.2 3.5.3 4.1.1 4.4.1 5.2.1 5.2.2 5.3.1 5.3.2 6.1.1 6.2.1 6.2.2 6.2.3 6.2.4
6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 8.1.1 8.2.1 8.2.2
8.3.1 9.1.1 9.1.2 9.1.3 9.2.1 10.4.1 10.4.2 10.4.3 10.4.4 10.4.5 11.3.1 11.3.2 11.4.1 12.1.1 12.2.1
12.2.2 13.4.1 14.2.1 14.3.1 15.1.1 15.2.1 15.3.1`.split(/\s+/)

const rows = page.split('\n').filter((line) => /^\| \d/.test(line))

test('every requirement of level 1 has a line of its own that says how it stands', () => {
  const lines = new Map(rows.map((line) => [line.split(' | ')[0]?.slice(2), line]))
  expect(levelOne).toHaveLength(70)
  for (const id of levelOne) {
    expect(lines.get(id), id).toMatch(/^\| [\d.]+ \| 1 \| .+ \| (?:met|partly|n\/a|not met)\b.*\|$/)
  }
  expect(rows.filter((line) => line.includes(' | 1 | '))).toHaveLength(70)
})

test.each(['docs/asvs.md', 'SECURITY.md'])('the files that %s names are there', (name) => {
  const text = readFileSync(join(root, name), 'utf8')
  const named = [...text.matchAll(/`([\w./-]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => /^(?:server|tests|docs|client|renderer|app-modules|main)\//.test(path))
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
})
