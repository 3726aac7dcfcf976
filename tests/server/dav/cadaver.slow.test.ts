import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../helpers/folder.ts'
import { findProgram, leftOut, runProgram } from '../../helpers/programs.ts'
import { openDoorOnDisk } from './door.ts'

const cadaver = findProgram('cadaver') ?? ''

test.skipIf(!cadaver)(`cadaver does a full round${leftOut('cadaver')}`, async () => {
  const { url, key, all } = await openDoorOnDisk()
  const folder = await temporaryFolder()
  const { hostname } = new URL(url)
  await writeFile(join(folder, '.netrc'), `machine ${hostname} login Laptop password ${key}\n`, {
    mode: 0o600,
  })
  await writeFile(join(folder, 'local.txt'), 'from here')
  const commands = [
    'mkcol notes',
    'cd notes',
    'put local.txt',
    'copy local.txt copy.txt',
    'move local.txt moved.txt',
    'lock moved.txt',
    'showlocks',
    'put local.txt moved.txt',
    'unlock moved.txt',
    'propset moved.txt colour green',
    'propget moved.txt colour',
    'propnames moved.txt',
    'ls',
    'get moved.txt back.txt',
    'delete copy.txt',
    'quit',
  ]
  const { output } = await runProgram(cadaver, [`${url}/dav/`], {
    folder,
    env: { HOME: folder },
    input: `${commands.join('\n')}\n`,
  })
  expect(output).not.toMatch(/failed|error|could not/i)
  expect(output).toContain('green')
  expect(await readFile(join(folder, 'back.txt'), 'utf8')).toBe('from here')
  expect(await all()).toEqual({ notes: '/', 'notes/moved.txt': 'from here' })
})
