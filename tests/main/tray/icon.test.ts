import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { iconFolder } from '../../../main/places.ts'
import type { Mood } from '../../../main/status.ts'
import { iconFile } from '../../../main/tray/icon.ts'

const moods: readonly Mood[] = ['running', 'lan-off', 'attention', 'paused']

test.each(moods)('the icon for "%s" is there for every system, bar and screen', (mood) => {
  for (const platform of ['darwin', 'win32', 'linux']) {
    for (const dark of [true, false]) {
      const file = iconFile(iconFolder, mood, platform, dark)
      expect(existsSync(file), file).toBe(true)
      expect(existsSync(file.replace('.png', '@2x.png')), file).toBe(true)
    }
  }
})

test('every state has an icon of its own; macOS colours its own', () => {
  const files = moods.map((mood) => iconFile('/i', mood, 'linux', true))
  expect(new Set(files).size).toBe(4)
  expect(iconFile('/i', 'paused', 'darwin', true)).toMatch(/tray-pausedTemplate\.png$/)
})
