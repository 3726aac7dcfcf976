import { sizeText } from '../format.ts'
import type { Shrink, Status } from '../status.ts'
import type { Texts } from '../texts.ts'

/** What a notification leads to. */
export type NoticeCommand =
  | { readonly do: 'open'; readonly page: string }
  | { readonly do: 'approve'; readonly id: string }
  | { readonly do: 'deny'; readonly id: string }
  | { readonly do: 'restore'; readonly app: string; readonly version: number }

/** A notification as it is to be shown; the same key is the same thing, which is told once. */
export interface Notice {
  readonly key: string
  readonly title: string
  readonly body: string
  /** What a click does. */
  readonly command: NoticeCommand
  /** Buttons, on systems that have them. */
  readonly actions: readonly { readonly label: string; readonly command: NoticeCommand }[]
}

const open = (page: string): NoticeCommand => ({ do: 'open', page })

/** What a person should know of now. Those that are no longer in it have become idle. */
export function noticesOf({ pairings, conflicts, problems }: Status, texts: Texts): Notice[] {
  return [
    ...pairings.map(({ id, deviceName, app, code }) => ({
      key: `pairing ${id}`,
      title: texts.t('wantsToPair', { device: deviceName }),
      body: texts.t('compare', { app, code }),
      command: open('/'),
      actions: [
        { label: texts.t('approve'), command: { do: 'approve', id } as const },
        { label: texts.t('deny'), command: { do: 'deny', id } as const },
      ],
    })),
    ...conflicts.map(({ app, appName, version, unused, used }) => ({
      key: `conflict ${app} ${version}`,
      title: texts.t('bothChanged', { app: appName }),
      body: texts.t('bothChangedHow', { unused, used }),
      command: open(`/apps/${encodeURIComponent(app)}`),
      actions: [],
    })),
    ...problems.map(({ key, text }) => ({
      key: `problem ${key}`,
      title: texts.t('needsYou'),
      body: text,
      command: open(key.startsWith('link') ? '/files' : '/hub'),
      actions: [],
    })),
  ]
}

export function shrinkNotice(shrink: Shrink, texts: Texts): Notice {
  const { app, appName, deviceName, before, after, version, replaced } = shrink
  return {
    key: `shrink ${app} ${version}`,
    title: texts.t('shrank', { app: appName }),
    body: texts.t('shrankHow', {
      device: deviceName,
      before: sizeText(before, texts),
      after: sizeText(after, texts),
    }),
    command: open(`/apps/${encodeURIComponent(app)}`),
    actions: [{ label: texts.t('undo'), command: { do: 'restore', app, version: replaced } }],
  }
}

/** Shows notices, each once; takes back those that have become idle. */
export interface NoticeBoard {
  /** All that is to be known now. */
  update(notices: readonly Notice[]): void
  /** One that stands by itself. */
  tell(notice: Notice): void
}

/** @param show shows a notice @returns what takes it back */
export function createNoticeBoard(show: (notice: Notice) => () => void): NoticeBoard {
  const standing = new Map<string, () => void>()
  const told = new Set<string>()
  return {
    update(notices) {
      const keys = new Set(notices.map(({ key }) => key))
      for (const [key, takeBack] of standing) {
        if (keys.has(key)) continue
        standing.delete(key)
        takeBack()
      }
      for (const notice of notices) {
        if (!standing.has(notice.key)) standing.set(notice.key, show(notice))
      }
    },
    tell(notice) {
      if (told.has(notice.key)) return
      told.add(notice.key)
      show(notice)
    },
  }
}
