import { appendFile, chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** How Electron keeps its fuses, here as it comes: a mark, a version, how many there are, and each. */
const fuseWire = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u000810110001'

/** A folder that stands for a downloaded Electron: electron-builder changes its name and its fuses. */
export async function standInElectron(folder: string): Promise<void> {
  await mkdir(join(folder, 'resources'), { recursive: true })
  await mkdir(join(folder, 'locales'))
  for (const locale of ['de', 'en-GB', 'en-US', 'fr'])
    await writeFile(join(folder, 'locales', `${locale}.pak`), '')
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'version'])
    await writeFile(join(folder, name), name)
  await writeFile(join(folder, 'electron'), Buffer.alloc(4096))
  await appendFile(join(folder, 'electron'), fuseWire, 'latin1')
  await chmod(join(folder, 'electron'), 0o755)
}

/**
 * Stands for the program that makes a deb, which would be downloaded too: it keeps what it was told
 * in `<file>.told`, the menu's entry in `<file>.entry`, and makes an empty package.
 */
export async function standInFpm(file: string): Promise<void> {
  const text = `#!/bin/sh
printf '%s\\n' "$@" > "$0.told"
for word do
  case $word in *.desktop=*) cp "\${word%%=*}" "$0.entry" ;; esac
  test "$before" = --package && : > "$word"
  before=$word
done
exit 0
`
  await writeFile(file, text)
  await chmod(file, 0o755)
}
