import { beforeEach, expect, test, vi } from 'vitest'
import type { Notice, NoticeCommand } from '../../../main/notices/notices.ts'
import { showNotice } from '../../../main/notices/show-notice.ts'
import { Notification, resetElectron } from '../fake-electron.ts'

vi.mock('electron', () => import('../fake-electron.ts'))

const notice: Notice = {
  key: 'pairing p1',
  title: 'Pixel 8 asks to connect',
  body: 'Obtainium',
  command: { do: 'open', page: '/' },
  actions: [
    { label: 'Approve', command: { do: 'approve', id: 'p1' } },
    { label: 'Deny', command: { do: 'deny', id: 'p1' } },
  ],
}

beforeEach(resetElectron)

function shown() {
  const run: NoticeCommand[] = []
  const takeBack = showNotice(notice, (command) => run.push(command))
  return { run, takeBack, notification: Notification.shown.at(-1) }
}

test('a click does one thing, each button another', () => {
  const { run, notification } = shown()
  expect(notification?.options).toMatchObject({ title: notice.title, body: notice.body })
  expect(notification?.options.actions.map(({ text }) => text)).toEqual(['Approve', 'Deny'])
  notification?.emit('action', { actionIndex: 1 })
  notification?.emit('click')
  notification?.emit('action', { actionIndex: 7 })
  expect(run).toEqual([{ do: 'deny', id: 'p1' }, notice.command])
})

test('it can be taken back', () => {
  const { takeBack, notification } = shown()
  let closed = 0
  notification?.on('close', () => {
    closed += 1
  })
  takeBack()
  expect(closed).toBe(1)
})

test('a system without notifications shows none', () => {
  Notification.supported = false
  shown().takeBack()
  expect(Notification.shown).toEqual([])
})
