import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/folder.ts'
import { keyFor, testHub } from '../helpers/hub.ts'
import { root } from '../helpers/imports.ts'
import { findProgram, leftOut, runProgram } from '../helpers/programs.ts'
import { codeOn } from './page.ts'
import { syntaxOf } from './parse.ts'

const languages = [
  { language: 'python', program: 'python3', from: 'python3', file: 'page.py', args: ['page.py'] },
  { language: 'go', program: 'go', from: 'golang-go', file: 'page.go', args: ['run', 'page.go'] },
] as const

const seen = `created dark
incomingNewer plain text
import plain text
pulled plain text
unchanged
400 bad_stamp savedTs is not a date and time in ISO 8601, such as 2025-02-26T09:15:30.123Z.
`

for (const { language, program, from, file, args } of languages) {
  const found = findProgram(program)
  const title = `the page of ${language} does what it says${leftOut(program, from)}`
  const options = { timeout: 120_000, skip: !found }
  test(title, options, async () => {
    const { hub } = await testHub()
    const folder = await temporaryFolder()
    const [code = '', ...more] = codeOn(`docs/snippets/${language}.md`, language)
    expect(more).toEqual([])
    await writeFile(join(folder, file), code)
    const environment = { GOPROXY: 'off', GOTOOLCHAIN: 'local' }
    const env = { HUB: `${await hub.listen()}/`, KEY: await keyFor(hub), ...environment }
    const { output, code: exit } = await runProgram(found ?? '', args, { env, folder })
    expect([output, exit]).toEqual([seen, 0])

    await hub.close()
    const away = await runProgram(found ?? '', args, { env, folder })
    expect(away.output).toMatch(/The hub cannot be reached/)
    expect(away.code).not.toBe(0)
  })
}

test.each(['kotlin', 'swift'] as const)(
  'the page of %s parses, and says that it was not run',
  async (language) => {
    const page = `docs/snippets/${language}.md`
    expect(readFileSync(join(root, page), 'utf8')).toContain('**Not run:**')
    const check = await syntaxOf(language)
    const blocks = codeOn(page, language)
    expect(blocks).toHaveLength(2)
    expect(blocks.flatMap(check)).toEqual([])
    // The check sees what is wrong.
    expect(check(`${blocks[0]}}`)).not.toEqual([])
  },
)
