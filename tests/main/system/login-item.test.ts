import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  autostartFile,
  autostartItem,
  autostartText,
  type LoginApp,
  systemLoginItem,
} from '../../../main/system/login-item.ts'
import { temporaryFolder } from '../../helpers/folder.ts'

test('on Linux a file says what starts, quietly', async () => {
  const file = join(await temporaryFolder(), 'config', 'autostart', 'sxncd-hub.desktop')
  const item = autostartItem(file, ['/opt/SxncD hub/sxncd'], 'SxncD hub')
  expect(item.state()).toEqual({ possible: true, on: false })
  item.set(true)
  expect(item.state().on).toBe(true)
  expect(await readFile(file, 'utf8')).toBe(
    [
      '[Desktop Entry]',
      'Type=Application',
      'Name=SxncD hub',
      'Exec="/opt/SxncD hub/sxncd" "--hidden"',
      'Terminal=false',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n'),
  )
  item.set(false)
  item.set(false)
  expect(item.state().on).toBe(false)
})

test.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'one that was switched off by other means (%s) is off, and can be switched on again',
  async (line) => {
    const file = join(await temporaryFolder(), 'sxncd-hub.desktop')
    await writeFile(file, `[Desktop Entry]\nType=Application\nExec=x\n${line}\n`)
    const item = autostartItem(file, ['x'], 'SxncD hub')
    expect(item.state().on).toBe(false)
    item.set(true)
    expect(item.state().on).toBe(true)
  },
)

test('no path can start anything else', () => {
  const text = autostartText(['/a "b" $HOME `id` \\c %f'], 'n')
  expect(text).toContain('Exec="/a \\\\"b\\\\" \\\\$HOME \\\\`id\\\\` \\\\\\\\c %%f"')
})

test('it stands where the desktop looks', () => {
  expect(autostartFile({}, '/home/ada')).toBe('/home/ada/.config/autostart/sxncd-hub.desktop')
  expect(autostartFile({ XDG_CONFIG_HOME: '/c' }, '/home/ada')).toBe(
    '/c/autostart/sxncd-hub.desktop',
  )
})

test('on Windows and macOS the system is asked, and told to start it quietly', () => {
  const told: unknown[] = []
  let openAtLogin = false
  const app: LoginApp = {
    getLoginItemSettings: ({ args }) => ({ openAtLogin: args[0] === '--hidden' && openAtLogin }),
    setLoginItemSettings(settings) {
      told.push(settings)
      openAtLogin = settings.openAtLogin
    },
  }
  const item = systemLoginItem(app, true)
  expect(item.state()).toEqual({ possible: true, on: false })
  item.set(true)
  expect(item.state()).toEqual({ possible: true, on: true })
  item.set(false)
  expect(told).toEqual([
    { openAtLogin: true, args: ['--hidden'] },
    { openAtLogin: false, args: ['--hidden'] },
  ])
  const developed = systemLoginItem(app, false)
  developed.set(true)
  expect(developed.state()).toEqual({ possible: false, on: false })
  expect(told).toHaveLength(2)
})
