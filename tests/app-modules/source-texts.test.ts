import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'

const { modules } = loadAppModules([builtInModules])

/** The lines `- Name: text` of a module's `source.md`, by name. */
function sourceOf(folder: string): Map<string, string> {
  const text = readFileSync(join(folder, 'source.md'), 'utf8')
  return new Map(
    [...text.matchAll(/^- (\w[\w ]*): (.+)$/gm)].map(([, name = '', said = '']) => [name, said]),
  )
}

describe.each([...modules.values()])('$type', (module) => {
  it('says which version of the app, and which file of its source, told the format', () => {
    const source = sourceOf(module.folder)
    expect([...source.keys()]).toEqual(
      ['App', 'Source', 'Format', 'Steps', 'Import', 'Not read'].filter((name) => source.has(name)),
    )
    const said = (name: string) => source.get(name) ?? ''
    expect(said('App').startsWith(`${module.name} `), said('App')).toBe(true)
    expect(said('App').slice(module.name.length)).toMatch(/\d/)
    expect(said('Source')).toMatch(/^https:\/\/[\w./-]+\/tree\/[0-9a-f]{7,40}$/)
    for (const name of ['Format', 'Steps', 'Import'])
      expect(said(name), name).toMatch(/`[\w./@-]+\/`|`[\w./@-]+\.\w+`/)
    if (source.has('Not read')) expect(said('Not read')).not.toBe('')
  })

  it('speaks German, step by step', () => {
    const { de } = module.texts ?? {}
    if (!de) throw new Error('texts/de.json is missing')
    for (const [list, steps] of Object.entries(module.steps)) {
      const german = de.steps[list as keyof typeof module.steps] ?? []
      expect(german).toHaveLength(steps.length)
      for (const step of german) expect(step).toMatch(/^[A-ZÄÖÜ„].*[.“]$/)
    }
    expect(de.description).not.toBe(module.description)
    expect(de.secretsNote).not.toBe(module.export.secretsNote)
  })

  it('holds these files and no others', () => {
    const wanted = ['logo.svg', 'manifest.json', 'source.md', 'texts']
    const samples = ['edited.json', 'expected.json', 'sample.json']
    const isBytes = module.export.format === 'bytes'
    expect(readdirSync(module.folder).sort()).toEqual(
      [...wanted, ...(isBytes ? [] : samples)].sort(),
    )
    expect(existsSync(join(module.folder, 'texts', 'de.json'))).toBe(true)
  })
})
