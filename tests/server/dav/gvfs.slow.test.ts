import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { openDoorOnDisk } from './door.ts'

const session = findProgram('dbus-run-session')
const backend = findProgram('gvfsd-dav')
const gio = findProgram('gio')
const isThere = Boolean(session && backend && gio)
const why =
  leftOut('dbus-run-session', 'dbus') || leftOut('gvfsd-dav', 'gvfs-backends') || leftOut('gio')

test.skipIf(!isThere)(`gvfs copies files as the file manager of GNOME does${why}`, async () => {
  const { url, key, all } = await openDoorOnDisk({ now: Date.now() })
  const folder = await temporaryFolder()
  const at = `${url.replace('http://', 'dav://Laptop@')}/dav`
  await writeFile(join(folder, 'local.txt'), 'from here')
  const steps = [
    'set -e',
    `printf '%s\\n' "$KEY" | gio mount "${at}/"`,
    `gio mkdir "${at}/notes"`,
    `gio copy local.txt "${at}/notes/a b.txt"`,
    `gio move "${at}/notes/a b.txt" "${at}/notes/c.txt"`,
    `gio copy "${at}/notes/c.txt" back.txt`,
    `gio list -l "${at}/notes"`,
    `gio info "${at}/notes/c.txt"`,
    `gio save "${at}/notes/c.txt" < back.txt`,
    `gio copy local.txt "${at}/gone.txt"`,
    `gio remove "${at}/gone.txt"`,
    `gio mount -u "${at}/"`,
  ]
  const env = { HOME: folder, XDG_RUNTIME_DIR: folder, KEY: key, GVFS_DISABLE_FUSE: '1' }
  const { code, output } = await runProgram(session ?? '', ['--', 'sh', '-c', steps.join('\n')], {
    folder,
    env,
  })
  expect(code, output).toBe(0)
  expect(output).toContain('c.txt\t9\t(regular)')
  expect(await readFile(join(folder, 'back.txt'), 'utf8')).toBe('from here')
  expect(await all()).toEqual({ notes: '/', 'notes/c.txt': 'from here' })
})
