import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/*
 * The licence of everything that is shipped: `npm run licenses` lists them, and fails on one that is
 * not known to allow it. Shipped are the packages that the hub runs with, and those that the
 * bundles of the window and of the tray app take in.
 */

/** What may be shipped with a hub under the MIT licence; all ask for no more than to be named. */
const allowed = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
]

/** Packages of development that end up in what people get. */
const bundled = ['electron', 'electron-updater', 'react', 'react-dom', 'uqr']
/** They fetch Electron for a developer. */
const notShipped = ['@electron/get', '@electron-internal/extract-zip', '@types/node']

export interface Locked {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export type Lock = Readonly<Record<string, Locked>>

export interface Shipped {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly allowed: boolean
}

/** @param packages what stands in package-lock.json under that name */
export function shippedPackages(packages: Lock): Shipped[] {
  const found = new Set(Object.keys(packages).filter((path) => path !== '' && !packages[path]?.dev))
  const add = (path: string | undefined) => {
    if (path === undefined || found.has(path)) return
    found.add(path)
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {}
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies }))
      if (!notShipped.includes(name)) add(placeOf(packages, name, path))
  }
  for (const name of bundled) add(placeOf(packages, name, ''))
  return [...found].sort().map((path) => {
    const { version = '', license = 'none' } = packages[path] ?? {}
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return { name, version, license, allowed: isAllowed(license) }
  })
}

/** Where Node finds the package `name` from the package at `from`: the nearest one above. */
function placeOf(packages: Lock, name: string, from: string): string | undefined {
  const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`
  if (packages[place]) return place
  if (from === '') return undefined
  return placeOf(packages, name, from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/'))))
}

/** One licence, or a choice of which one is allowed. */
const isAllowed = (license: string) =>
  license
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((one) => allowed.includes(one))

if (import.meta.main) {
  const lock = readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')
  const shipped = shippedPackages((JSON.parse(lock) as { packages: Lock }).packages)
  for (const { name, version, license } of shipped)
    process.stdout.write(`${license.padEnd(14)} ${name} ${version}\n`)
  const refused = shipped.filter((one) => !one.allowed)
  for (const { name, license } of refused)
    process.stderr.write(`${name}: its licence (${license}) is not known to allow shipping it.\n`)
  process.exitCode = refused.length > 0 ? 1 : 0
}
