import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../helpers/imports.ts'
import { syntaxOf } from './parse.ts'

const folder = join(root, 'clients/dart')
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) =>
  /^(?!\.dart_tool).*\.dart$/.test(one),
)

test('every file of the Dart package is Dart', async () => {
  const check = await syntaxOf('dart')
  expect(files.length).toBeGreaterThan(10)
  const wrong = files.flatMap((file) =>
    check(readFileSync(join(folder, file), 'utf8')).map((fault) => `${file}:${fault}`),
  )
  expect(wrong).toEqual([])
  // The check sees what is wrong.
  expect(check('void main() {\n  final a = [1, 2;\n}')).not.toEqual([])
})

test('every part of the Dart package that is imported is there', () => {
  const missing = files.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8')
    const parts = [...text.matchAll(/^(?:import|export) '(?!dart:|package:)([^']+)'/gm)]
    return parts.filter(([, part = '']) => !files.includes(join(file, '..', part)))
  })
  expect(missing).toEqual([])
  const own = readFileSync(join(folder, 'pubspec.yaml'), 'utf8')
  const packages = files.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/'package:(\w+)\//g)].map(
      ([, name]) => name,
    ),
  )
  for (const name of new Set(packages)) expect(own).toMatch(new RegExp(`\\b${name}:|name: ${name}`))
})
