import { expect, test } from 'vitest'
import { readTexts } from '../../texts/read-texts.ts'
import { namesByKey } from '../../texts/translate.ts'

const namespaces = { window: 'WindowTexts', pages: 'PagesTexts', tray: 'TrayTexts' }

/** What the compiler knows of the English texts: by key, the names of the values it needs. */
function declarations(): string {
  const interfaces = Object.entries(namespaces).map(([namespace, name]) => {
    const lines = [...namesByKey(readTexts('en', namespace))].map(([key, names]) => {
      const written = /^[a-zA-Z]\w*$/.test(key) ? key : `'${key}'`
      const values = names.map((one) => `'${one}'`).join(' | ') || 'never'
      return `  readonly ${written}: ${values}\n`
    })
    return `export interface ${name} {\n${lines.join('')}}\n`
  })
  const head = '/* Made of texts/en by `npx vitest run tests/texts/values.test.ts -u`. */\n'
  return [head, ...interfaces].join('\n')
}

test('the compiler knows which values each text needs', async () => {
  await expect(declarations()).toMatchFileSnapshot('../../texts/values.ts')
})
