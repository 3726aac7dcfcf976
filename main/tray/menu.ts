import type { UpdateState } from '../bridge.ts'
import { agoText } from '../format.ts'
import { moodOf, type Status } from '../status.ts'
import type { Texts } from '../texts.ts'

/** What a click on the menu asks for. */
export type Command =
  | 'open'
  | 'open-pairings'
  | 'open-problems'
  | 'copy-address'
  | 'toggle-lan'
  | 'toggle-pause'
  | 'toggle-start-at-login'
  | 'update'
  | 'quit'

/** A line of the menu. One without a command only tells something. */
export type MenuItem =
  | { readonly kind: 'separator' }
  | { readonly kind: 'item'; readonly label: string; readonly command?: Command }
  | {
      readonly kind: 'checkbox'
      readonly label: string
      readonly command: Command
      readonly checked: boolean
    }

const separator: MenuItem = { kind: 'separator' }
const item = (label: string, command?: Command): MenuItem => ({
  kind: 'item',
  label,
  ...(command && { command }),
})
const checkbox = (label: string, command: Command, checked: boolean): MenuItem => ({
  kind: 'checkbox',
  label,
  command,
  checked,
})

/** The menu of the tray for a state of the hub. */
export function menuOf(status: Status, texts: Texts, now: number): MenuItem[] {
  const { pairings, problems, paused, startAtLogin, address } = status
  return [
    item(stateText(status, texts)),
    ...problems.map(({ text }) => item(shortened(text), 'open-problems')),
    item(plain(address)),
    item(lastSyncText(status, texts, now)),
    ...(pairings.length > 0
      ? [item(texts.t('waiting', { n: pairings.length }), 'open-pairings')]
      : []),
    separator,
    item(texts.t('open'), 'open'),
    item(texts.t('copyAddress'), 'copy-address'),
    separator,
    checkbox(texts.t('lan'), 'toggle-lan', status.lan),
    item(paused ? texts.t('resume') : texts.t('pause'), 'toggle-pause'),
    ...(startAtLogin.possible
      ? [checkbox(texts.t('startAtLogin'), 'toggle-start-at-login', startAtLogin.on)]
      : []),
    ...updateItems(status.updates, texts),
    separator,
    item(texts.t('quit'), 'quit'),
  ]
}

/** What the icon says when the pointer rests on it. */
export function tooltipOf(status: Status, texts: Texts): string {
  const lines = [`${texts.t('name')}: ${stateText(status, texts)}`, status.address]
  const waiting = status.pairings.length
  // Windows shows 127 characters.
  return [...lines, ...(waiting > 0 ? [texts.t('waiting', { n: waiting })] : [])]
    .join('\n')
    .slice(0, 127)
}

function stateText(status: Status, texts: Texts): string {
  const says = {
    attention: texts.t('attention'),
    paused: texts.t('paused'),
    'lan-off': texts.t('runningHere'),
    running: texts.t('running'),
  }
  return says[moodOf(status)]
}

function lastSyncText({ lastSync }: Status, texts: Texts, now: number): string {
  if (!lastSync) return texts.t('noSync')
  const { device, app, at } = lastSync
  return plain(shortened(texts.t('lastSync', { device, app, ago: agoText(at, now, texts) })))
}

function updateItems({ step, version = '' }: UpdateState, texts: Texts): MenuItem[] {
  switch (step) {
    case 'not-possible':
      return []
    case 'looking':
      return [item(texts.t('looking'))]
    case 'downloading':
      return [item(texts.t('downloading', { version }))]
    case 'ready':
      return [item(texts.t('restart', { version }), 'update')]
    case 'failed':
      return [item(texts.t('updateFailed'), 'update')]
    case 'none':
      return [item(texts.t('look'), 'update')]
  }
}

/** Menus of some systems read `&` as the mark of a shortcut. Devices name themselves. */
const plain = (text: string) => text.replaceAll('&', '&&')
const shortened = (text: string) => (text.length > 100 ? `${text.slice(0, 99)}…` : text)
