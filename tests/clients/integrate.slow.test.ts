import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../helpers/folder.ts'
import { run, runHub } from '../helpers/hub-process.ts'
import { root } from '../helpers/imports.ts'
import { runProgram } from '../helpers/programs.ts'
import { codeOn } from './page.ts'

const page = 'docs/integrate.md'

test('the commands of the page do what they say, from the first to the last', async () => {
  const [start, make, sync, grow] = codeOn(page, 'sh')
  expect(start).toContain('npm start')
  const environment = { DATA_DIR: join(await temporaryFolder(), 'data') }
  const { url } = await runHub({ environment })

  // The commands themselves, as `npm run -s sxncd --` runs them.
  const commands = [...(make ?? '').matchAll(/sxncd -- (.+?)\)?(?: +#.*)?$/gm)].map(
    ([, one = '']) => one,
  )
  expect(commands).toHaveLength(3)
  let key = ''
  for (const command of commands) {
    const words = [...command.matchAll(/"([^"]+)"|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    )
    const { ended, written } = run('sxncd', words, { environment })
    expect([await ended, written.err]).toEqual([0, ''])
    key = written.out.trim()
  }

  const env = { HUB: url, KEY: key }
  const answers = await runProgram('sh', ['-ec', sync ?? ''], { env })
  const said = answers.output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(said.map(({ action, data }) => [action, data])).toEqual([
    ['created', 'dark'],
    ['none', 'dark'],
    ['incomingNewer', 'light'],
    ['existingNewer', 'light'],
    [undefined, undefined],
  ])
  expect(said[4].error).toMatch(/^savedTs is not a date/)
  const promised = [...(sync ?? '').matchAll(/# (\w+)/g)].map(([, action]) => action)
  expect(promised).toEqual([...said.slice(0, 4).map(({ action }) => action), 'refused'])

  const { output } = await runProgram('sh', ['-ec', grow ?? ''], { env })
  expect(output).toContain('"apiVersions":["v1"]')
  expect(output).toContain(/^# (.*)$/m.exec(grow ?? '')?.[1] ?? 'nothing')
})

test('what the page links to is there', () => {
  const text = readFileSync(join(root, page), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#:]+)(?:#[\w-]+)?\)/g)].map(([, path = '']) => path)
  expect(links.length).toBeGreaterThan(5)
  expect(links.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([])
})
