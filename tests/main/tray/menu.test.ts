import { expect, test } from 'vitest'
import type { UpdateState } from '../../../main/bridge.ts'
import type { Status } from '../../../main/status.ts'
import { textsFor } from '../../../main/texts.ts'
import { type MenuItem, menuOf, tooltipOf } from '../../../main/tray/menu.ts'
import { statusFor } from '../status-for.ts'

const now = Date.parse('2025-03-01T12:00:00Z')
const texts = textsFor('en')

/** The menu as one reads it: what can be clicked in brackets, what is ticked with an x. */
const read = (items: readonly MenuItem[]) =>
  items.map((item) => {
    if (item.kind === 'separator') return '-'
    const tick = item.kind === 'checkbox' ? (item.checked ? '[x] ' : '[ ] ') : ''
    return `${tick}${item.label}${item.command ? ` <${item.command}>` : ''}`
  })
const menu = (part: Partial<Status>) => read(menuOf(statusFor(part), texts, now))

test('the menu of a hub that runs', () => {
  const lastSync = { device: 'Pixel 8', app: 'Obtainium', at: now - 2 * 60_000 }
  expect(menu({ lastSync, startAtLogin: { on: false, possible: true } })).toEqual([
    'Running',
    'http://192.168.1.2:9693',
    'Last sync: Pixel 8, Obtainium, 2 minutes ago',
    '-',
    'Open SxncD <open>',
    'Copy address <copy-address>',
    '-',
    '[x] Let devices on this network connect <toggle-lan>',
    'Pause syncing <toggle-pause>',
    '[ ] Start when I sign in <toggle-start-at-login>',
    '-',
    'Quit <quit>',
  ])
})

test('a new hub says that nothing has synced yet', () => {
  expect(menu({})).toContain('Nothing has synced yet')
})

test('what needs a person goes first', () => {
  const problems = [{ key: 'store', text: 'The disk is bad.' }]
  expect(menu({ problems, paused: true, lan: false }).slice(0, 2)).toEqual([
    'Needs your attention',
    'The disk is bad. <open-problems>',
  ])
  expect(menu({ paused: true, lan: false })[0]).toBe('Paused: nothing syncs')
  expect(menu({ lan: false })[0]).toBe('Running, for this computer only')
})

test('a paused hub offers to go on', () => {
  expect(menu({ paused: true })).toContain('Resume syncing <toggle-pause>')
})

test('devices that ask to connect are counted', () => {
  const one = { id: 'a', deviceName: 'Pixel 8', app: 'Obtainium', code: 'AAAAAA' }
  expect(menu({ pairings: [one] })).toContain('A device asks to connect… <open-pairings>')
  expect(menu({ pairings: [one, one] })).toContain('2 devices ask to connect… <open-pairings>')
})

test('starting at login is offered only where it is possible', () => {
  const items = menu({ startAtLogin: { on: false, possible: false } })
  expect(items.filter((item) => item.includes('sign in'))).toEqual([])
})

test.each<[UpdateState['step'], string | undefined]>([
  ['not-possible', undefined],
  ['none', 'Check for updates <update>'],
  ['looking', 'Checking for updates…'],
  ['downloading', 'Downloading version 2.0.0…'],
  ['ready', 'Restart to update to 2.0.0 <update>'],
  ['failed', 'The update failed; try again <update>'],
])('while an update is at "%s" the menu says %s', (step, expected) => {
  const items = menu({ updates: { on: true, step, version: '2.0.0' } })
  const found = items.filter((item) => /pdate|2\.0\.0/.test(item))
  expect(found).toEqual(expected === undefined ? [] : [expected])
})

test('what devices call themselves stays text, and short', () => {
  const device = `R&D ${'x'.repeat(300)}`
  const line = menu({ lastSync: { device, app: 'Obtainium', at: now } })[2] ?? ''
  expect(line).toMatch(/^Last sync: R&&D x+…$/)
  expect(line.length).toBeLessThan(110)
})

test('the tooltip says how it is, where it is, and who waits, in what Windows has room for', () => {
  const pairing = { id: 'a', deviceName: 'Pixel 8', app: 'Obtainium', code: 'AAAAAA' }
  expect(tooltipOf(statusFor({ pairings: [pairing] }), texts)).toBe(
    'SxncD hub: Running\nhttp://192.168.1.2:9693\nA device asks to connect…',
  )
  const address = `http://${'x'.repeat(300)}`
  expect(tooltipOf(statusFor({ address }), texts).length).toBe(127)
})
