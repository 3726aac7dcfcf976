/** How a message can be written: a format for each kind of service that takes it. */
export const notifyFormats = [
  ...(['json', 'ntfy', 'gotify', 'apprise', 'discord', 'slack', 'matrix'] as const),
] as const
export type NotifyFormat = (typeof notifyFormats)[number]

/** What the owner can be told of. */
export const noticeKinds = [
  ...(['shrink', 'conflict', 'pairing', 'device', 'key'] as const),
  ...(['backup', 'disk', 'damage', 'update'] as const),
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** The languages that messages are written in. */
export const noticeLanguages = ['en', 'de'] as const
export type NoticeLanguage = (typeof noticeLanguages)[number]
