import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../package.json' with { type: 'json' }

const folder = resolve(import.meta.dirname, '../docs/decisions')
const files = readdirSync(folder).sort()
const texts = files.map((file) => readFileSync(join(folder, file), 'utf8'))

test('every package has its reason', () => {
  const listed = texts
    .flatMap((text) => [...text.matchAll(/^\| ([@\w/*., -]+?) \| [^|]{10,} \|$/gm)])
    .flatMap(([, names = '']) => names.split(', '))
  const used = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
  const known = (name: string) =>
    listed.includes(name) || (name.startsWith('@types/') && listed.includes('@types/*'))
  expect(used.filter((name) => !known(name))).toEqual([])
  // And none is spoken of that is gone.
  expect(listed.filter((name) => name !== '@types/*' && !used.includes(name))).toEqual([])
})

test('decisions are numbered, and each says its own number', () => {
  const numbers = files.map((file) => Number(file.slice(0, 4)))
  expect(new Set(numbers).size).toBe(files.length)
  const titles = texts.map((text) => Number(/^# (\d+)\. \S/.exec(text)?.[1]))
  expect(titles).toEqual(numbers)
})

test('install scripts are allowed by name only', () => {
  const allowed = Object.entries(manifest.allowScripts).filter(([, may]) => may)
  expect(allowed.map(([name]) => name)).toEqual(['node'])
})
