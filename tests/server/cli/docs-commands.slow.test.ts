import { execFile } from 'node:child_process'
import { readdir, readFile, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, testHub } from '../../helpers/hub.ts'

const root = resolve(import.meta.dirname, '../../..')
const run = promisify(execFile)

/** The blocks of a page, as somebody would copy them. */
async function blocks(page: string, language = ''): Promise<string[]> {
  const text = await readFile(join(root, page), 'utf8')
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  )
}

/** A checkout with a hub that runs in it, and a shell in its folder. */
async function checkout() {
  const folder = await temporaryFolder()
  for (const name of await readdir(root)) {
    if (name !== 'data') await symlink(join(root, name), join(folder, name))
  }
  const { hub } = await testHub({ folder: join(folder, 'data') })
  const url = await hub.listen()
  const env = { PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, HOME: folder }
  const shell = async (code: string) => {
    const here = code.replaceAll('http://127.0.0.1:9693', url)
    return (await run('sh', ['-ec', here], { env, cwd: folder })).stdout
  }
  return { hub, folder, shell }
}

test('a first sync, word for word as the README has it', async () => {
  const { hub, shell } = await checkout()
  const [, keys = '', syncs = '', history = ''] = await blocks('README.md', 'sh')
  expect(keys).toContain('account create')
  const told = [...syncs.matchAll(/^# (\{.*)$/gm)].map(([, answer]) => answer)
  const out = await shell(keys + syncs)
  expect(out.trim().split('\n')).toEqual(['Created the account "Ada".', ...told])
  expect(told).toHaveLength(4)
  expect(await shell(history)).toMatch(/^VERSION .*\n2 .*\n1 .*\n.*version 3/s)
  expect((await hub.store.keys.list()).map(({ app }) => app)).toEqual(['vimium'])
}, 120_000)

test('the short form in a checkout, and every command for it that the pages show', async () => {
  const { hub, folder, shell } = await checkout()
  await post(hub, await keyFor(hub), {
    ...{ deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: 'x' },
  })
  const [define = '', ...scripts] = await blocks('docs/command-line.md', 'sh')
  expect(define).toMatch(/^sxncd\(\) \{/)
  expect(await shell(define + scripts.join(''))).toMatch(/^sxncd-token_.*\nID .* backups +reads/s)
  const [backup = ''] = (await blocks('docs/backup.md')).filter((code) => code.includes('hub.zip'))
  const [write = '', restore = ''] = backup.split('\n')
  await shell(`${define}${write}`)
  expect(await readdir(folder)).toContain('hub.zip')
  // Where nobody restarts this hub for it, it says that it has to be stopped.
  await hub.close()
  await shell(`${define}${restore}`)
  expect(await shell(`${define}sxncd device list`)).toMatch(/Pixel/)
}, 120_000)

test('every page that shows the bare command says where to read what it is', async () => {
  const names = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'))
  const pages = await Promise.all(
    ['README.md', ...names.map((name) => `docs/${name}`)].map(async (page) => ({
      page,
      text: await readFile(join(root, page), 'utf8'),
    })),
  )
  const bare = pages.filter(({ text }) => /^ *sxncd |`sxncd [a-z]/m.test(text))
  expect(bare.length).toBeGreaterThan(5)
  const silent = bare.filter(({ text }) => !/\(command-line\.md|^# The command line/m.test(text))
  expect(silent.map(({ page }) => page)).toEqual([])
})
