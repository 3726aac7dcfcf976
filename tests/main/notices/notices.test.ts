import { expect, test } from 'vitest'
import {
  createNoticeBoard,
  type Notice,
  noticesOf,
  shrinkNotice,
} from '../../../main/notices/notices.ts'
import { textsFor } from '../../../main/texts.ts'
import { statusFor } from '../status-for.ts'

const texts = textsFor('en')
const pairing = { id: 'p1', deviceName: 'Pixel 8', app: 'Obtainium', code: 'ACDEFG' }

test('a device that asks can be answered from the notification, which shows the code', () => {
  expect(noticesOf(statusFor({ pairings: [pairing] }), texts)).toEqual([
    {
      key: 'pairing p1',
      title: 'Pixel 8 asks to connect',
      body: 'Obtainium. Approve only if the device shows the code ACDEFG.',
      command: { do: 'open', page: '/' },
      actions: [
        { label: 'Approve', command: { do: 'approve', id: 'p1' } },
        { label: 'Deny', command: { do: 'deny', id: 'p1' } },
      ],
    },
  ])
})

test('devices that changed at the same time are told of, and lead to their app', () => {
  const conflict = {
    ...{ app: 'obtainium', appName: 'Obtainium', version: 7 },
    ...{ unused: 'Pixel 8', used: 'Tablet' },
  }
  expect(noticesOf(statusFor({ conflicts: [conflict] }), texts)).toEqual([
    {
      key: 'conflict obtainium 7',
      title: 'Obtainium: two devices changed at the same time',
      body: 'Pixel 8 and Tablet both changed something. What Tablet has is in use; open SxncD to merge the two.',
      command: { do: 'open', page: '/apps/obtainium' },
      actions: [],
    },
  ])
})

test('a problem leads to where it can be seen', () => {
  const problems = [
    { key: 'store', text: 'The disk is bad.' },
    { key: 'link l1 x', text: 'The link is broken.' },
  ]
  const notices = noticesOf(statusFor({ problems }), texts)
  expect(notices.map(({ body, command }) => [body, command])).toEqual([
    ['The disk is bad.', { do: 'open', page: '/hub' }],
    ['The link is broken.', { do: 'open', page: '/files' }],
  ])
})

test('settings that shrank can be brought back from the notification', () => {
  const notice = shrinkNotice(
    {
      app: 'obtainium',
      appName: 'Obtainium',
      deviceName: 'Pixel 8',
      before: 120_000,
      after: 500,
      replaced: 7,
      version: 8,
    },
    texts,
  )
  expect(notice).toMatchObject({
    title: 'Obtainium: the settings became much smaller',
    body: 'Pixel 8 sent 500 byte where there were 120 kB. If that is not what you wanted, undo it.',
    command: { do: 'open', page: '/apps/obtainium' },
    actions: [{ label: 'Undo', command: { do: 'restore', app: 'obtainium', version: 7 } }],
  })
})

test('each thing is told once, and taken back when it is over; if it comes again, again', () => {
  const shown: string[] = []
  const board = createNoticeBoard(({ key }) => {
    shown.push(`+${key}`)
    return () => shown.push(`-${key}`)
  })
  const notice = (key: string): Notice => ({
    key,
    title: '',
    body: '',
    command: { do: 'open', page: '/' },
    actions: [],
  })
  board.update([notice('a')])
  board.update([notice('a'), notice('b')])
  board.update([notice('b')])
  board.update([notice('b'), notice('a')])
  expect(shown.splice(0)).toEqual(['+a', '+b', '-a', '+a'])
  board.tell(notice('c'))
  board.tell(notice('c'))
  board.update([])
  expect(shown).toEqual(['+c', '-b', '-a'])
})
