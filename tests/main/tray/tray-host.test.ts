import { expect, test } from 'vitest'
import { awaitTrayHost, hasTrayHost, type Run } from '../../../main/tray/tray-host.ts'

/** A system that has these programs, which answer so. */
const system = (answers: Record<string, string>) => {
  const asked: string[] = []
  const run: Run = async (program, args) => {
    asked.push(program)
    const answer = answers[program]
    if (answer === undefined) throw Object.assign(new Error(program), { code: 'ENOENT' })
    if (!args.some((arg) => arg.endsWith('StatusNotifierWatcher'))) throw new Error('asked nothing')
    return answer
  }
  return { asked, run }
}

test.each([
  [{ gdbus: '(true,)\n' }, true],
  [{ gdbus: '(false,)\n' }, false],
  [{ busctl: 'b true\n' }, true],
  [{ busctl: 'b false\n' }, false],
  [{ 'dbus-send': 'method return time=1 sender=x\n   boolean true\n' }, true],
  // A program that cannot reach the desktop is as good as none.
  [{ gdbus: '', busctl: 'b true\n' }, true],
  // Better a window too many than an icon that nobody sees.
  [{}, false],
])('%j: %s', async (answers, expected) => {
  expect(await hasTrayHost({}, system(answers as Record<string, string>).run)).toBe(expected)
})

test('on X11 there may be a tray of the older kind, but not in GNOME', async () => {
  const { run } = system({ gdbus: '(false,)' })
  const x11 = { XDG_SESSION_TYPE: 'x11' }
  expect(await hasTrayHost({ ...x11, XDG_CURRENT_DESKTOP: 'i3' }, run)).toBe(true)
  expect(await hasTrayHost({ ...x11, XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, run)).toBe(false)
  expect(await hasTrayHost({ XDG_SESSION_TYPE: 'wayland', XDG_CURRENT_DESKTOP: 'sway' }, run)).toBe(
    false,
  )
})

test('a person can say it for a desktop that is taken for something else', async () => {
  const { asked, run } = system({ gdbus: '(true,)' })
  expect(await hasTrayHost({ SXNCD_TRAY: 'off' }, run)).toBe(false)
  expect(await hasTrayHost({ SXNCD_TRAY: 'on' }, system({}).run)).toBe(true)
  expect(asked).toEqual([])
  expect(await hasTrayHost({ SXNCD_TRAY: '' }, run)).toBe(true)
})

test('a tray that comes while the desktop starts is waited for', async () => {
  let asked = 0
  const after = (times: number) => async () => {
    asked += 1
    return asked > times
  }
  let waits = 0
  const wait = async () => {
    waits += 1
  }
  expect(await awaitTrayHost(after(2), { times: 5, wait })).toBe(true)
  expect(waits).toBe(2)
  asked = 0
  expect(await awaitTrayHost(after(100), { times: 5, wait })).toBe(false)
  expect(asked).toBe(6)
  asked = 0
  expect(await awaitTrayHost(after(0), { times: 0, wait })).toBe(true)
})
