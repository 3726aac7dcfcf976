import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { commandsOf, followNotice } from '../../main/commands.ts'
import { handlersOf } from '../../main/handlers.ts'
import type { Program } from '../../main/program.ts'
import { createStatusStore } from '../../main/status-store.ts'
import { textsFor } from '../../main/texts.ts'
import { app, clipboard, dialog, Notification, opened, resetElectron } from './fake-electron.ts'

vi.mock('electron', () => import('./fake-electron.ts'))

/** A program whose parts note what they are asked for. */
function program(part: Partial<Record<keyof Program, unknown>> = {}) {
  const notes: unknown[] = []
  const note =
    (name: string, result?: unknown) =>
    async (...args: unknown[]) => {
      notes.push([name, ...args])
      return result
    }
  const status = createStatusStore()
  const made = {
    status,
    tray: true,
    texts: textsFor('en'),
    places: { data: '/data/hub' },
    settings: { get: () => ({}), change: (change: object) => notes.push(['settings', change]) },
    login: {
      state: () => ({ possible: true, on: true }),
      set: (on: boolean) => notes.push(['login', on]),
    },
    updates: { update: note('update'), set: (on: boolean) => notes.push(['updates', on]) },
    window: { show: note('show'), current: undefined },
    watch: { look: note('look') },
    api: {
      setLan: note('lan'),
      approve: note('approve'),
      deny: note('deny'),
      restore: note('restore'),
    },
    links: {
      list: () => [{ id: 'l1', path: '/home/ada/a.json' }],
      add: note('add', { id: 'l1' }),
      change: note('change', { id: 'l1' }),
      remove: note('remove'),
      syncNow: note('sync'),
      setPaused: (on: boolean) => notes.push(['links paused', on]),
    },
    running: {
      hub: {
        newWindowToken: () => 'token',
        setPaused: (on: boolean) => notes.push(['hub paused', on]),
        appName: () => 'Obtainium',
      },
    },
    ...part,
  } as unknown as Program
  return { notes, status, made }
}

beforeEach(resetElectron)

test('the window is answered by the parts of the program', async () => {
  const { notes, made } = program()
  const handlers = handlersOf(made)
  expect(await handlers.signInToken()).toBe('token')
  expect(await handlers.state()).toMatchObject({ tray: true, dataFolder: '/data/hub', links: [] })
  await handlers.setUpdates(false)
  await handlers.update()
  await handlers.removeLink('l1')
  await handlers.syncLink('l1', 'to-hub')
  await handlers.changeLink('l1', { paused: true })
  expect(notes).toEqual([
    ['settings', { updates: false }],
    ['updates', false],
    ['update'],
    ['remove', 'l1'],
    ['sync', 'l1', 'to-hub'],
    ['change', 'l1', { paused: true }],
  ])
})

test('a pause holds the hub and the linked files', async () => {
  const { notes, made } = program()
  await handlersOf(made).setPaused(true)
  expect(notes).toEqual([['hub paused', true], ['links paused', true], ['look']])
})

test('starting at login is set, and what came of it is the state', async () => {
  const { notes, status, made } = program()
  await handlersOf(made).setStartAtLogin(true)
  expect(notes).toEqual([['login', true]])
  expect(status.get().startAtLogin).toEqual({ possible: true, on: true })
})

test('a link is made of what the person chose in the dialog', async () => {
  const { notes, made } = program()
  const handlers = handlersOf(made)
  dialog.chosen = ['/home/ada/a.json']
  const { choice = '' } = (await handlers.chooseFile('file')) ?? {}
  const wish = { choice, app: 'vimium', writeBack: true }
  await handlers.addLink(wish)
  await handlers.addLink({ ...wish, hub: { url: 'http://h:9693', key: 'k', pin: 'p' } })
  const link = { app: 'vimium', path: '/home/ada/a.json', kind: 'file', writeBack: true }
  expect(notes).toEqual([
    ['add', { ...link, hub: { kind: 'this' } }],
    ['add', { ...link, hub: { kind: 'other', url: 'http://h:9693', pin: 'p' }, key: 'k' }],
  ])
  expect(() => handlers.addLink({ ...wish, choice: '/etc/passwd' })).toThrow(
    'Choose the file again.',
  )
  dialog.chosen = []
  expect(await handlers.chooseFile('folder')).toBeUndefined()
})

test('folders are shown by the system, and only those of the program', async () => {
  const { made } = program()
  await handlersOf(made).showDataFolder()
  await handlersOf(made).showLink('l1')
  await handlersOf(made).showLink('another')
  expect(opened).toEqual(['/data/hub', '/home/ada/a.json'])
  const { made: broken } = program({ places: { data: '/missing' }, links: undefined })
  await expect(handlersOf(broken).showDataFolder()).rejects.toThrow('There is no such folder')
  await expect(async () => handlersOf(broken).removeLink('l1')).rejects.toThrow(/linked files/)
})

test('the menu does what it says', async () => {
  const { notes, status, made } = program()
  const commands = commandsOf(made)
  status.set({ address: 'http://192.168.1.2:9693', lan: true })
  await commands['copy-address']()
  expect(clipboard.text).toBe('http://192.168.1.2:9693')
  await commands.open()
  await commands['open-pairings']()
  await commands['toggle-pause']()
  await commands['toggle-lan']()
  await commands['toggle-start-at-login']()
  await commands.update()
  expect(notes).toEqual([
    ['show'],
    ['show', { page: '/' }],
    ['hub paused', true],
    ['links paused', true],
    ['look'],
    ['lan', false],
    ['look'],
    ['login', true],
    ['update'],
  ])
  await commands.quit()
  expect(app.calls).toContain('quit')
})

function onPlatform(platform: NodeJS.Platform) {
  const own = process.platform
  Object.defineProperty(process, 'platform', { value: platform })
  onTestFinished(() => void Object.defineProperty(process, 'platform', { value: own }))
}

test('Linux asks nothing when the network is let in, so nothing is explained', async () => {
  onPlatform('linux')
  const { notes, made } = program()
  await commandsOf(made)['toggle-lan']()
  expect(dialog.asked).toEqual([])
  expect(notes).toEqual([['lan', true], ['look']])
})

test.each<NodeJS.Platform>(['win32', 'darwin'])(
  'on %s a person is told of the question of the system before it comes, once',
  async (platform) => {
    onPlatform(platform)
    const { notes, made } = program()
    dialog.answer = 1
    await commandsOf(made)['toggle-lan']()
    expect(notes.splice(0)).toEqual([['look']])
    dialog.answer = 0
    await commandsOf(made)['toggle-lan']()
    expect(notes).toEqual([['settings', { lanExplained: true }], ['lan', true], ['look']])
    expect(dialog.asked).toHaveLength(2)
    const { made: informed } = program({ settings: { get: () => ({ lanExplained: true }) } })
    await commandsOf(informed)['toggle-lan']()
    expect(dialog.asked).toHaveLength(2)
  },
)

test('notifications lead where they say; an undo says that it is done', async () => {
  const { notes, made } = program()
  await followNotice(made, { do: 'approve', id: 'p1' })
  await followNotice(made, { do: 'deny', id: 'p2' })
  await followNotice(made, { do: 'open', page: '/hub' })
  await followNotice(made, { do: 'restore', app: 'obtainium', version: 7 })
  expect(notes).toEqual([
    ['approve', 'p1'],
    ['deny', 'p2'],
    ['show', { page: '/hub' }],
    ['restore', 'obtainium', 7],
  ])
  expect(Notification.shown.map(({ options }) => options.title)).toEqual(['Obtainium: undone'])
})
