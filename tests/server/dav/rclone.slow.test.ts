import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { openDoorOnDisk } from './door.ts'

const program = findProgram('rclone') ?? ''

async function rcloneFor(vendor: string) {
  const door = await openDoorOnDisk({ now: Date.now() })
  const folder = await temporaryFolder()
  const local = join(folder, 'local')
  await mkdir(local)
  const obscured = (await runProgram(program, ['obscure', door.key])).output.trim()
  const env = {
    RCLONE_CONFIG: join(folder, 'none.conf'),
    RCLONE_CACHE_DIR: join(folder, 'cache'),
    RCLONE_CONFIG_HUB_TYPE: 'webdav',
    RCLONE_CONFIG_HUB_URL: `${door.url}/dav/`,
    RCLONE_CONFIG_HUB_VENDOR: vendor,
    RCLONE_CONFIG_HUB_USER: 'Laptop',
    RCLONE_CONFIG_HUB_PASS: obscured,
  }
  const rclone = async (...args: string[]) => {
    const { code, output } = await runProgram(program, [...args, '--retries', '1'], { env, folder })
    expect(code, `rclone ${args.join(' ')}\n${output}`).toBe(0)
    return output
  }
  return { ...door, folder, local, rclone }
}

test.skipIf(!program).each(['other', 'owncloud', 'nextcloud'])(
  `rclone syncs there and back as for a server of the vendor %s${leftOut('rclone')}`,
  async (vendor) => {
    const { local, folder, rclone, all } = await rcloneFor(vendor)
    await mkdir(join(local, 'notes/Übung 100%'), { recursive: true })
    const files: Record<string, string> = {
      'a.txt': 'one',
      'notes/b & c.md': 'two',
      'notes/Übung 100%/d+e;f=g.json': '{}',
      'empty.txt': '',
    }
    for (const [name, text] of Object.entries(files)) await writeFile(join(local, name), text)
    await writeFile(join(local, 'large.bin'), Buffer.alloc(700_000, 'x'))
    await rclone('sync', local, 'hub:')
    await rclone('check', local, 'hub:', '--download')
    expect(Object.keys(await all())).toHaveLength(7)

    await rm(join(local, 'a.txt'))
    await writeFile(join(local, 'notes/b & c.md'), 'two, changed')
    await rclone('sync', local, 'hub:')
    expect(await all()).not.toHaveProperty('a.txt')
    const back = join(folder, 'back')
    await rclone('sync', 'hub:', back)
    expect(await readFile(join(back, 'notes/b & c.md'), 'utf8')).toBe('two, changed')
    await rclone('check', back, 'hub:', '--download')

    await rclone('moveto', 'hub:large.bin', 'hub:notes/moved.bin')
    await rclone('copyto', 'hub:notes/moved.bin', 'hub:copied.bin')
    expect(await rclone('lsf', '-R', 'hub:')).toContain('notes/moved.bin')
    expect(await rclone('about', 'hub:')).toContain('Free')
    await rclone('purge', 'hub:notes')
    expect(Object.keys(await all()).sort()).toEqual(['copied.bin', 'empty.txt'])
  },
)

test.skipIf(!program)(`rclone bisyncs two folders by the hub${leftOut('rclone')}`, async () => {
  const { local, folder, rclone } = await rcloneFor('owncloud')
  const other = join(folder, 'other')
  await mkdir(other)
  await writeFile(join(local, 'first.txt'), 'one')
  await writeFile(join(local, 'RCLONE_TEST'), '')
  await rclone('bisync', local, 'hub:', '--resync')
  await rclone('bisync', other, 'hub:', '--resync')
  expect(await readFile(join(other, 'first.txt'), 'utf8')).toBe('one')
  await writeFile(join(other, 'first.txt'), 'one, changed by the other')
  // It tells changes by the second.
  await utimes(join(other, 'first.txt'), new Date(), new Date(Date.now() + 5_000))
  await writeFile(join(other, 'second.txt'), 'two')
  await rclone('bisync', other, 'hub:')
  await rclone('bisync', local, 'hub:')
  expect(await readFile(join(local, 'first.txt'), 'utf8')).toBe('one, changed by the other')
  expect(await readFile(join(local, 'second.txt'), 'utf8')).toBe('two')
  await rm(join(local, 'first.txt'))
  await rclone('bisync', local, 'hub:')
  await rclone('bisync', other, 'hub:')
  await expect(readFile(join(other, 'first.txt'))).rejects.toThrow()
})
