import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }
import { createProgram } from '../../../server/cli/program.ts'
import { exitCodes } from '../../../server/cli/run.ts'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { testHub } from '../../helpers/hub.ts'

const nowhere = cliFor('/nowhere/at/all')

/** Every command that does something, as one would write it. */
function leaves(command: Command, path: readonly string[] = []): string[][] {
  return command.commands.length === 0
    ? [[...path]]
    : command.commands.flatMap((one) => leaves(one, [...path, one.name()]))
}

const surroundings = { environment: {}, out: () => {}, err: () => {}, input: async () => '' }
const commands = leaves(createProgram(surroundings))

/** The commands in the first column of the page's table; a column can name several. */
const documented = (page: string) =>
  [...page.matchAll(/^\| (`.*?) \| /gm)].flatMap(([, column = '']) =>
    [...column.matchAll(/`([a-z][a-z-]*(?: [a-z][a-z-]*)*)/g)].map(([, command = '']) => command),
  )

test('there are the commands that the documentation tells of', async () => {
  const page = await readFile(join(import.meta.dirname, '../../../docs/command-line.md'), 'utf8')
  const told = [...new Set(documented(page))].sort()
  expect(told.length).toBeGreaterThan(30)
  expect(commands.map((path) => path.join(' ')).sort()).toEqual(told)
})

test.each(commands.map((path) => [path.join(' '), path]))('%s has a help text', async (_, path) => {
  const { code, out, err } = await nowhere(...path, '--help')
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(new RegExp(`^Usage: sxncd ${path.join(' ')} `))
  // What it is for, in a line of its own, and what each option is for.
  expect(out.split('\n')[2]).toMatch(/^\S.{10,}/)
  const options = out.split('\n').filter((line) => /^ {2}-/.test(line))
  for (const line of options) expect(line).toMatch(/^ {2}-\S.* {2,}\S/)
})

test('the help tells of every exit code', async () => {
  const { code, out } = await nowhere('--help')
  expect(code).toBe(0)
  const told = /Exit codes: (.*)/
    .exec(out)?.[1]
    ?.split(', ')
    .map((one) => Number.parseInt(one, 10))
  expect(told).toEqual(Object.values(exitCodes))
})

test('--version prints the version alone', async () => {
  expect(await nowhere('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' })
})

test.each([
  [[]],
  [['account']],
  [['acount', 'list']],
  [['account', 'lst']],
  [['account', 'create']],
  [['account', 'create', 'a', 'b']],
  [['account', 'list', '--no-such']],
  [['account', 'list', '--data-dir']],
  [['account', 'remove', 'Ada']],
  [['backup']],
  [['restore', 'a.zip']],
  [['key', 'create', '--account', 'Ada']],
  [['key', 'create', '--app', 'thunder']],
  [['key', 'create', '--account', 'Ada', '--app', 'thunder', '--all-apps']],
  [['key', 'revoke']],
  [['key', 'revoke', '--account', 'Ada']],
  [['history', 'show', '--account', 'Ada', '--app', 'thunder']],
  [['--data-dir', '', 'account', 'list']],
  [['account', 'list', '--data-dir', ' ']],
])('wrong usage exits with 2 and prints to stderr alone: %j', async (args) => {
  const { hub, folder } = await testHub()
  await hub.close()
  const { code, out, err } = await cliFor(folder)(...args)
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(/^(error: .+|Usage: )/)
})

test('wrong usage with control characters does not reach the terminal', async () => {
  const { code, err } = await nowhere('\x1b[2Jx')
  expect(code).toBe(2)
  expect(err.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})

test('--data-dir and --json count before, between and after the words of a command', async () => {
  const { hub, folder } = await testHub()
  await hub.listen()
  await cliFor(folder)('account', 'create', 'Ada')
  for (const args of [
    ['--data-dir', folder, '--json', 'account', 'list'],
    ['account', '--data-dir', folder, '--json', 'list'],
    ['account', 'list', '--data-dir', folder, '--json'],
    ['--json', 'account', 'list', `--data-dir=${folder}`],
  ]) {
    const { code, out } = await nowhere(...args)
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([{ name: 'Ada' }])
  }
})

test('a name that looks like an option is taken after --', async () => {
  const { hub, folder } = await testHub()
  await hub.listen()
  const cli = cliFor(folder)
  expect((await cli('account', 'create', '--', '--json')).out).toBe(
    'Created the account "--json".\n',
  )
  expect((await cli('account', 'remove', '--yes', '--', '--json')).code).toBe(0)
})

test('a command on a folder without a hub says so, and makes none', async () => {
  const place = await temporaryFolder()
  const folder = join(place, 'dta')
  const [empty, other] = [join(place, 'empty'), join(place, 'other')]
  await mkdir(empty)
  await mkdir(join(other, 'pictures'), { recursive: true })
  const asked = [
    ['account', 'list'],
    ['key', 'list'],
    ['key', 'create', '--account', 'Ada', '--app', 'thunder'],
    ['doctor'],
    ['backup', join(place, 'backup.zip')],
    ['setup-link'],
  ]
  for (const one of [folder, empty, other]) {
    for (const words of asked) {
      expect(await cliFor(one)(...words)).toEqual({
        code: exitCodes.folder,
        out: '',
        err: expect.stringMatching(/^There is no hub in the folder \S+\. Check its name/),
      })
    }
  }
  expect([await readdir(place), await readdir(empty)]).toEqual([['empty', 'other'], []])
  expect(await readdir(other)).toEqual(['pictures'])
  expect((await cliFor(folder)('account', 'create', 'Ada')).code).toBe(0)
  expect((await cliFor(folder)('account', 'list')).out).toContain('Ada')
})
