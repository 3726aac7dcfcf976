import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'
import { valuesAt } from '../../app-modules/pointer.ts'

const { modules, problems } = loadAppModules([builtInModules])

it('loads every folder that comes with the hub', () => {
  const folders = readdirSync(builtInModules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  expect(problems).toEqual([])
  expect([...modules.keys()]).toEqual(folders.sort())
  const promised = 'dark-reader obtainium redirector stylus thunder ublock-origin vimium'
  expect(folders).toEqual(expect.arrayContaining(promised.split(' ')))
})

it('gives no two modules one name', () => {
  const names = [...modules.values()].map(({ name }) => name.toLowerCase())
  expect(new Set(names).size).toBe(names.length)
})

it('lets only Obtainium adopt at first contact', () => {
  const adopting = [...modules.values()].filter(({ firstContact }) => firstContact === 'adopt')
  expect(adopting.map(({ type }) => type)).toEqual(['obtainium'])
})

describe.each([...modules.values()])('$type', (module) => {
  const sampleFile = join(module.folder, 'sample.json')
  const sample: unknown = JSON.parse(readFileSync(sampleFile, 'utf8'))

  it('has a sample of a realistic size', () => {
    const { size } = statSync(sampleFile)
    expect(size).toBeGreaterThan(2000)
    expect(size).toBeLessThan(8000)
  })

  it('points to values that the sample holds', () => {
    const { version, volatile } = module.export
    for (const pointer of volatile) expect(valuesAt(sample, pointer), pointer).not.toEqual([])
    if (version === undefined) return
    const [value, ...others] = valuesAt(sample, version)
    expect(others).toEqual([])
    expect(['string', 'number']).toContain(typeof value)
  })

  it('has no credentials in the sample', () => {
    const keys = JSON.stringify(sample).match(/"[^"]*(creds|passw|secret|token|apikey)[^"]*":/gi)
    expect(keys).toBeNull()
  })

  it('has a small logo that says whose it is', () => {
    expect(Buffer.byteLength(module.logo)).toBeLessThan(2000)
    expect(module.logo).toContain('viewBox="0 0 64 64"')
    expect(module.logo).toContain(`<title>${module.name}</title>`)
  })

  it('has steps that are whole sentences', () => {
    const { connect = [], export: out, import: back } = module.steps
    for (const step of [...connect, ...out, ...back]) expect(step).toMatch(/^[A-Z].*\.$/)
    expect(module.connects === 'built-in').toBe(connect.length > 0)
  })
})
