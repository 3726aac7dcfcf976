import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { openDoorOnDisk } from './door.ts'

const davfs = findProgram('mount.davfs') ?? ''
const isRoot = process.getuid?.() === 0
const why = isRoot ? leftOut('mount.davfs', 'davfs2') : ' (left out: only root may mount)'

test.skipIf(!davfs || !isRoot)(`davfs2 mounts the files of an app${why}`, async (context) => {
  const { url, key, all, logged } = await openDoorOnDisk({ now: Date.now() })
  const folder = await temporaryFolder()
  const point = join(folder, 'mount')
  const cache = join(folder, 'cache')
  for (const one of [point, cache]) await mkdir(one)
  // It gives up the rights of root once it has mounted.
  await chmod(folder, 0o755)
  await chmod(cache, 0o777)
  await writeFile(join(folder, 'secrets'), `"${url}/dav/" Laptop ${key}\n`, { mode: 0o600 })
  // Without a large buffer no folder can be read on a recent Linux (6.18), whatever the server.
  const settings = [
    'ask_auth 0',
    'use_locks 1',
    'delay_upload 0',
    'gui_optimize 0',
    'buf_size 1024',
  ]
  const places = [`secrets ${join(folder, 'secrets')}`, `cache_dir ${cache}`]
  await writeFile(join(folder, 'davfs2.conf'), `${[...settings, ...places].join('\n')}\n`)
  const mount = await runProgram(davfs, [
    `${url}/dav/`,
    point,
    '-o',
    `conf=${join(folder, 'davfs2.conf')}`,
  ])
  if (/fuse|permi/i.test(mount.output)) context.skip(`no mount is possible here: ${mount.output}`)
  expect(mount.output).toBe('')
  const unmount = () => runProgram(findProgram('umount.davfs') ?? 'umount', [point])
  onTestFinished(() => unmount().then(() => {}))

  await mkdir(join(point, 'notes'))
  await writeFile(join(point, 'notes', 'a b.txt'), 'one')
  await writeFile(join(point, 'notes', 'large.bin'), Buffer.alloc(500_000, 'x'))
  expect(await readdir(join(point, 'notes'))).toEqual(['a b.txt', 'large.bin'])
  await rename(join(point, 'notes', 'a b.txt'), join(point, 'c.txt'))
  await writeFile(join(point, 'c.txt'), 'one, and more')
  expect(await readFile(join(point, 'c.txt'), 'utf8')).toBe('one, and more')
  expect((await stat(join(point, 'notes', 'large.bin'))).size).toBe(500_000)
  await rm(join(point, 'notes'), { recursive: true })
  // It uploads late, but no later than this.
  await unmount()
  expect(await all()).toEqual({ 'c.txt': 'one, and more' })
  expect(logged.filter((line) => line.includes('"level":50'))).toEqual([])
})
