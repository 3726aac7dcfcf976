import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type Lock, shippedPackages } from '../../scripts/licenses.ts'

const root = resolve(import.meta.dirname, '../..')

test('all that is shipped may be', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const shipped = shippedPackages((JSON.parse(lock) as { packages: Lock }).packages)
  expect(shipped.filter(({ allowed }) => !allowed)).toEqual([])
  const names = shipped.map(({ name }) => name)
  // Of the hub, of the window and of the tray app, and what those bring along.
  expect(names).toEqual(
    expect.arrayContaining(['fastify', 'avvio', 'react', 'js-yaml', 'electron']),
  )
  expect(names).not.toContain('vitest')
})

test('a licence that is not known is told, however deep the package lies', () => {
  const lock: Lock = {
    '': { dependencies: { a: '1' } },
    'node_modules/a': { license: 'MIT', dependencies: { b: '1' } },
    'node_modules/a/node_modules/b': { license: 'GPL-3.0-only' },
    'node_modules/b': { license: 'ISC', dev: true },
    'node_modules/react': { license: '(MIT OR GPL-2.0)', dev: true, dependencies: { c: '1' } },
    'node_modules/c': { dev: true },
  }
  const found = shippedPackages(lock).map(({ name, license, allowed }) => [name, license, allowed])
  expect(found).toEqual([
    ['a', 'MIT', true],
    ['b', 'GPL-3.0-only', false],
    ['c', 'none', false],
    ['react', '(MIT OR GPL-2.0)', true],
  ])
})
