import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeSettingsFile } from '../../../server/links/write-settings-file.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

const savedAt = new Date('2025-02-26T09:15:30.123Z')
const isRoot = process.getuid?.() === 0
const isLinux = process.platform === 'linux'
const run = (command: string, ...args: string[]) => execFileSync(command, args).toString()

function has(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function prepared() {
  const folder = await temporaryFolder()
  const file = join(folder, 'a.json')
  await writeFile(file, 'before')
  return { folder, file }
}

test.each([0o600, 0o640, 0o664, 0o444, 0o400])('the mode %o of a file stays', async (mode) => {
  const { file } = await prepared()
  await chmod(file, mode)
  await writeSettingsFile(file, { text: 'after', savedAt })
  expect([(await stat(file)).mode & 0o7777, await readFile(file, 'utf8')]).toEqual([mode, 'after'])
  expect((await stat(file)).mtime).toEqual(savedAt)
})

test.runIf(isRoot)('the owner and the group of a file stay', async () => {
  const { file } = await prepared()
  await chown(file, 1234, 2345)
  await writeSettingsFile(file, { text: 'after', savedAt })
  const { uid, gid } = await stat(file)
  expect([uid, gid, await readFile(file, 'utf8')]).toEqual([1234, 2345, 'after'])
})

test.runIf(isLinux && has('setfattr'))('the extended attributes of a file stay', async () => {
  const { file } = await prepared()
  run('setfattr', '-n', 'user.tag', '-v', 'mine', file)
  await writeSettingsFile(file, { text: 'after', savedAt })
  expect(run('getfattr', '--absolute-names', '-n', 'user.tag', file)).toContain('user.tag="mine"')
  expect(await readFile(file, 'utf8')).toBe('after')
})

test.runIf(isLinux && has('setfacl'))('the access list of a file stays', async () => {
  const { file } = await prepared()
  run('setfacl', '-m', 'u:1234:rw-', file)
  await writeSettingsFile(file, { text: 'after', savedAt })
  expect(run('getfacl', '--absolute-names', '--numeric', file)).toContain('user:1234:rw-')
})

/** Runs in the names of files of its own: what is mounted there nobody else sees. */
const isolated = (script: string, ...args: string[]) =>
  run('unshare', '-m', 'sh', '-ec', script, 'sh', process.execPath, ...args)

const writer = (file: string, tries: number) => `
  const { writeSettingsFile } = await import(${JSON.stringify(join(import.meta.dirname, '../../../server/links/write-settings-file.ts'))})
  for (let count = 0; count < ${tries}; count += 1) {
    await writeSettingsFile(${JSON.stringify(file)}, { text: 'after ' + count, savedAt: new Date(0) }).catch((error) => console.log(error.message))
  }`

test.runIf(isRoot && isLinux)(
  'a file that is mounted by itself is not replaced: it is said, and no backups pile up',
  async () => {
    const { folder, file } = await prepared()
    const source = join(await temporaryFolder(), 'source.json')
    await writeFile(source, 'mounted')
    const out = isolated(
      'mount --bind "$2" "$3"; "$1" --input-type=module -e "$4"',
      source,
      file,
      writer(file, 3),
    )
    expect(out.trim().split('\n')).toHaveLength(3)
    expect(out).toContain('cannot be replaced (EBUSY), so what the hub has was not written')
    expect(await readdir(folder)).toEqual(['a.json'])
    expect(await readFile(source, 'utf8')).toBe('mounted')
  },
)

test.runIf(isRoot && isLinux)(
  'a file of somebody else in a sticky folder is left alone: it is said, and no backups pile up',
  async () => {
    const parent = await temporaryFolder()
    await chmod(parent, 0o755)
    const folder = join(parent, 'shared')
    await mkdir(folder)
    await chmod(folder, 0o1777)
    const file = join(folder, 'a.json')
    await writeFile(file, 'before')
    await chmod(file, 0o666)
    const script = `process.setgid(1234); process.setuid(1234); ${writer(file, 2)}`
    const out = run(process.execPath, '--input-type=module', '-e', script)
    expect(out.trim().split('\n')).toHaveLength(2)
    expect(out).toMatch(/belongs to another user or group|cannot be replaced/)
    expect(await readdir(folder)).toEqual(['a.json'])
    expect(await readFile(file, 'utf8')).toBe('before')
  },
)
