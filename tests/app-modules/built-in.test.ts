import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type FileRole, roleOf } from '../../app-modules/file-roles.ts'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'
import { valuesAt } from '../../app-modules/pointer.ts'

const { modules, problems } = loadAppModules([builtInModules])

it('loads every folder that comes with the hub', () => {
  const folders = readdirSync(builtInModules, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
  expect(problems).toEqual([])
  expect([...modules.keys()]).toEqual(folders.sort())
})

it('knows thirty apps, fourteen of which come in by a door and need no change', () => {
  expect(modules.size).toBeGreaterThanOrEqual(30)
  const byDoor = [...modules.values()].filter(
    ({ type, connects }) => connects === 'webdav' || type === 'syncyomi' || type === 'tabby',
  )
  expect(byDoor.length).toBeGreaterThanOrEqual(14)
})

it('is listed for people, app by app, with its homepage and whether secrets are in the file', () => {
  const list = readFileSync(join(builtInModules, '../docs/apps.md'), 'utf8')
  const rows = list.split('\n').filter((line) => line.startsWith('| ['))
  expect(rows).toHaveLength(modules.size)
  for (const { name, homepage, description, connects, export: form } of modules.values()) {
    const row = rows.find((line) => line.startsWith(`| [${name}](${homepage}) | ${description} |`))
    expect(row, name).toMatch(new RegExp(`\\| ${form.secrets} \\|$`))
    expect(row?.includes('(doors.md#apps-with-webdav)'), name).toBe(connects === 'webdav')
  }
})

it('sorts every app into a category', () => {
  const without = [...modules.values()].filter(({ category }) => category === undefined)
  expect(without.map(({ type }) => type)).toEqual([])
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
  const isBytes = module.export.format === 'bytes'
  const sample: unknown = isBytes ? undefined : JSON.parse(readFileSync(sampleFile, 'utf8'))

  // What is bytes has no sample.
  if (!isBytes)
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

  if (!isBytes)
    it('has no credentials in the sample', () => {
      const secret = /"[^"]*(?:creds|passw|secret|token|apikey)[^"]*"\s*:\s*"([^"]*)"/gi
      const values = [...JSON.stringify(sample).matchAll(secret)].map(([, value]) => value)
      expect(values.filter((value) => value && !value.startsWith('invented'))).toEqual([])
    })

  it('has a small logo that says whose it is', () => {
    expect(Buffer.byteLength(module.logo)).toBeLessThan(2000)
    expect(module.logo).toContain('viewBox="0 0 64 64"')
    expect(module.logo).toContain(`<title>${module.name}</title>`)
  })

  it('has steps that are whole sentences', () => {
    const { connect = [], webdav = [], export: out, import: back } = module.steps
    for (const step of [...connect, ...webdav, ...out, ...back]) expect(step).toMatch(/^[A-Z].*\.$/)
    expect(module.connects === 'built-in').toBe(connect.length > 0)
    expect(module.connects === 'webdav').toBe(webdav.length > 0)
  })
})

it.each<[string, string, FileRole]>([
  ['floccus', 'bookmarks.xbel', 'main'],
  ['floccus', 'bookmarks.xbel.lock', 'scratch'],
  ['floccus', 'bookmarks.xbel.temp', 'scratch'],
  ['violentmonkey', 'Violentmonkey/vm@2-65a1e4b3', 'plain'],
  ['violentmonkey', 'violentmonkey_2026-04-17_09.30.00.zip', 'family'],
  ['scriptcat', 'ScriptCat/sync/0f6c.user.js', 'plain'],
  ['scriptcat', 'ScriptCat/scriptcat-backup-2026-04-17T09-30-00.zip', 'family'],
  ['zeroomega', 'zeroomega/zeroomega-0123456789abcdef0123.json', 'family'],
  ['zeroomega', 'zeroomega/zeroomega-commit.txt', 'scratch'],
  ['super-productivity', 'super-productivity/sync-data.json', 'plain'],
  ['super-productivity', 'super-productivity/sync-data.json.bak', 'scratch'],
  ['super-productivity', 'sp-backup_2026-04-17_093000.json', 'family'],
  ['super-productivity', 'sp-backup-anonymized_2026-04-17_093000.json', 'plain'],
  ['ublacklist', 'uBlacklist.txt', 'plain'],
  ['ublacklist', 'ublacklist-settings.json', 'main'],
  ['clash-verge-rev', 'clash-verge-rev-backup/linux-backup-2026-04-17_09-30-00.zip', 'family'],
  ['flclash', 'FlClash/backup.zip', 'main'],
  ['piliplus', 'PiliPlus/piliplus_settings_phone.json', 'family'],
  ['piliplus', 'PiliPlus/setting_phone.json', 'family'],
  ['electerm', 'electerm/bookmarks.json', 'plain'],
  ['electerm', 'electerm/electerm-status.json', 'scratch'],
  ['electerm', '2026-04-17-09-30-00-electerm-all-data.json', 'family'],
  ['singlefile', 'Lighthouse (17.4.2026 09-30-00).html', 'plain'],
  ['singlefile', 'singlefile-settings-2026-04-17T09_30_00.000Z.json', 'family'],
  ['orgzly-revived', 'Garden.org', 'plain'],
  ['keepass2android', 'database.kdbx', 'plain'],
  ['keepass2android', 'database.tmp.1a2b3c4d.kdbx', 'scratch'],
  ['stylus', 'docs/6f1c2c9e.json', 'plain'],
  ['stylus', 'lock.json', 'scratch'],
  ['stylus', 'stylus-2026-04-17.json', 'family'],
])('%s: %s is %s', (type, path, role) => {
  expect(roleOf(modules.get(type)?.files, path)).toBe(role)
})
