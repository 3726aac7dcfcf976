import german from '../../texts/de/notices.json' with { type: 'json' }
import english from '../../texts/en/notices.json' with { type: 'json' }
import { fillIn } from '../../texts/placeholders.ts'
import { isoTime } from '../lib/clock.ts'
import { sizeText } from '../lib/config-values.ts'
import type { NoticeKind, NoticeLanguage } from '../lib/notify-words.ts'
import type { Telling } from './notice.ts'

export type Level = 'info' | 'warning' | 'problem'

/** What is sent, before it is written in a format. */
export interface Message {
  /** The same each time that it is sent anew. */
  readonly id: string
  readonly type: Telling['kind']
  readonly level: Level
  /** When it happened, in ms. */
  readonly at: number
  readonly title: string
  readonly text: string
  /** The page of the hub where a person can do something about it; where the hub knows its address. */
  readonly link?: string | undefined
  readonly hub: { readonly id: string; readonly name: string }
  readonly data: Readonly<Record<string, string | number>>
}

/** What the hub knows that a message says. */
export interface Speaker {
  readonly hub: Message['hub']
  readonly publicUrl: string | undefined
  /** The name of an app, such as Obtainium. */
  readonly appName: (type: string) => string
}

const texts: Readonly<Record<NoticeLanguage, Readonly<Record<string, string>>>> = {
  en: english,
  de: german,
}

const levels: Readonly<Record<Telling['kind'], Level>> = {
  shrink: 'warning',
  conflict: 'warning',
  pairing: 'info',
  device: 'info',
  key: 'warning',
  backup: 'problem',
  disk: 'problem',
  damage: 'problem',
  update: 'info',
  summary: 'warning',
  test: 'info',
}

/** A notice as one sends it: who reads it has no hub at hand, so it says all by itself. */
export function messageOf(
  { id, telling, at }: { readonly id: string; readonly telling: Telling; readonly at: number },
  language: string,
  { hub, publicUrl, appName }: Speaker,
): Message {
  const own = language === 'de' ? texts.de : texts.en
  const say = (key: string, values: Message['data'] = {}) => fillIn(own[key] ?? '', values)
  const { code, data, values = data, page } = partsOf(telling, say, appName)
  return {
    id,
    type: telling.kind,
    level: levels[telling.kind],
    at,
    title: say(`${code}.title`, values),
    text: say(`${code}.text`, values),
    ...(publicUrl !== undefined && { link: `${publicUrl}${page}` }),
    hub,
    data,
  }
}

interface Parts {
  /** Names its texts. */
  readonly code: string
  /** For programs. */
  readonly data: Message['data']
  /** The same for people, where they read it otherwise. */
  readonly values?: Message['data']
  readonly page: string
}

type Say = (key: string, values?: Message['data']) => string

function partsOf(telling: Telling, say: Say, appName: Speaker['appName']): Parts {
  switch (telling.kind) {
    case 'shrink': {
      const { app, path, deviceName, before, after, version, replaced } = telling
      const place = { app, ...(path !== undefined && { path }), device: deviceName }
      const shown = { before: sizeText(before), after: sizeText(after) }
      return {
        code: path === undefined ? 'shrink' : 'shrink-file',
        data: { ...place, before, after, version, replaced },
        values: { ...place, ...shown, app: appName(app) },
        page: pageOf(app),
      }
    }
    case 'conflict': {
      const { app, path, deviceName } = telling
      const place = { app, ...(path !== undefined && { path }), device: deviceName }
      return {
        code: path === undefined ? 'conflict' : 'conflict-file',
        data: place,
        values: { ...place, app: appName(app) },
        page: pageOf(app),
      }
    }
    case 'pairing':
    case 'device': {
      const data = { app: telling.app, device: telling.deviceName }
      const page = telling.kind === 'pairing' ? '/' : pageOf(telling.app)
      return { code: telling.kind, data, values: { ...data, app: appName(telling.app) }, page }
    }
    case 'key':
      return { code: 'key', data: { from: telling.from }, page: '/' }
    case 'backup':
      return backupParts(telling, say)
    case 'disk':
      return {
        code: 'disk',
        data: { free: telling.free },
        values: { free: sizeText(telling.free) },
        page: '/hub',
      }
    case 'damage':
      return { code: 'damage', data: { n: telling.count }, page: '/hub' }
    case 'update':
      return { code: 'update', data: { version: telling.version }, page: '/hub' }
    case 'summary': {
      const counts = Object.entries(telling.counts) as [NoticeKind, number][]
      const list = counts.map(([kind, n]) => `${say(`kind.${kind}`)} (${n})`).join(', ')
      return { code: 'summary', data: { ...telling.counts }, values: { list }, page: '/' }
    }
    case 'test':
      return { code: 'test', data: {}, page: '/hub' }
  }
}

const pageOf = (app: string) => `/apps/${encodeURIComponent(app)}`

function backupParts(telling: Extract<Telling, { kind: 'backup' }>, say: Say): Parts {
  const { state } = telling
  const page = '/hub'
  if (state === 'failed') {
    const { reason } = telling
    return {
      ...{ code: 'backup-failed', page, data: { state, reason } },
      values: { reason: say(`reason.${reason}`) },
    }
  }
  if (state === 'incomplete') return { code: 'backup-incomplete', page, data: { state } }
  if (telling.since === undefined) return { code: 'backup-none', page, data: { state } }
  const since = isoTime(telling.since)
  const time = `${since.slice(0, 16).replace('T', ' ')} UTC`
  return { code: 'backup-late', page, data: { state, since }, values: { time } }
}
