import { isoTime } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import type { NotifyFormat } from '../lib/notify-words.ts'
import type { NotifyTarget } from '../storage/notify-target.ts'
import type { Message } from './message.ts'
import { signatureHeaders } from './sign.ts'

/** A request to a service that takes messages. */
export interface Outgoing {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What a format needs of a target. */
type To = Pick<NotifyTarget, 'url' | 'secret'>
type Written = { readonly url: URL; readonly body: object; readonly headers?: Outgoing['headers'] }

/** How each format writes a message. @throws HubError for an address that lacks what it needs */
const writers: Readonly<Record<NotifyFormat, (to: To, message: Message) => Written>> = {
  json: ({ url }, message) => ({
    url: webAddress(url),
    body: {
      type: message.type,
      timestamp: isoTime(message.at),
      data: {
        level: message.level,
        title: message.title,
        message: message.text,
        ...(message.link !== undefined && { link: message.link }),
        hub: message.hub,
        ...(Object.keys(message.data).length > 0 && { details: message.data }),
      },
    },
  }),
  ntfy({ url: text }, message) {
    const url = webAddress(text)
    const [, base = '', topic = ''] = /^(.*\/)([\w-]{1,64})\/?$/.exec(url.pathname) ?? []
    if (topic === '') throw new HubError('target_topic_missing')
    // As JSON a message goes to the root of the server, and may hold any letters.
    url.pathname = base
    return {
      url,
      body: {
        topic,
        title: titleOf(message),
        message: message.text,
        priority: { info: 3, warning: 4, problem: 5 }[message.level],
        tags: [{ info: 'bell', warning: 'warning', problem: 'rotating_light' }[message.level]],
        ...(message.link !== undefined && { click: message.link }),
      },
    }
  },
  gotify({ url: text }, message) {
    const url = webAddress(text)
    const token = url.searchParams.get('token')
    if (!token) throw new HubError('target_token_missing')
    // Proxies write addresses into their logs, and headers not.
    url.searchParams.delete('token')
    url.pathname = url.pathname.replace(/(?:\/message)?\/?$/, '/message')
    return {
      url,
      headers: { 'x-gotify-key': token },
      body: {
        title: titleOf(message),
        message: message.text,
        priority: { info: 4, warning: 6, problem: 8 }[message.level],
        ...(message.link !== undefined && {
          extras: { 'client::notification': { click: { url: message.link } } },
        }),
      },
    }
  },
  apprise: ({ url }, message) => ({
    url: webAddress(url),
    body: {
      title: titleOf(message),
      body: withLink(message, message.text),
      type: { info: 'info', warning: 'warning', problem: 'failure' }[message.level],
      format: 'text',
    },
  }),
  discord: ({ url }, message) => ({
    url: webAddress(url),
    body: {
      content: cut(
        `**${plainMarkdown(titleOf(message))}**\n${withLink(message, plainMarkdown(message.text))}`,
        2_000,
      ),
      // A device may be called @everyone.
      allowed_mentions: { parse: [] },
    },
  }),
  slack: ({ url }, message) => ({
    url: webAddress(url),
    body: {
      text: `*${plainSlack(titleOf(message))}*\n${withLink(message, plainSlack(message.text))}`,
    },
  }),
  matrix: ({ url }, message) => ({
    url: webAddress(url),
    body: {
      text: `**${plainMarkdown(titleOf(message))}**\n\n${withLink(message, plainMarkdown(message.text))}`,
      username: message.hub.name,
    },
  }),
}

/** Writes a message for a target. @throws HubError for an address that its format cannot use */
export function write(
  target: To & { readonly format: NotifyFormat },
  message: Message,
  now: number,
): Outgoing {
  const { url, body, headers } = writers[target.format](target, message)
  const text = JSON.stringify(body)
  return {
    url,
    body: text,
    headers: {
      'content-type': 'application/json',
      ...headers,
      ...(target.format === 'json' && signatureHeaders(message.id, now, text, target.secret)),
    },
  }
}

/** @throws HubError */
export function webAddress(text: string): URL {
  const url = URL.parse(text)
  if (!url || !['http:', 'https:'].includes(url.protocol)) throw new HubError('target_address_bad')
  url.hash = ''
  return url
}

const titleOf = ({ hub, title }: Message) => `${hub.name}: ${title}`

const withLink = ({ link }: Message, text: string) =>
  link === undefined ? text : `${text}\n${link}`

/** Names come from devices: they are text, and nothing that a chat makes something of. */
const plainMarkdown = (text: string) => text.replace(/[\\`*_{}[\]()#+\-.!|~<>@:]/g, '\\$&')
const plainSlack = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // A mark that does nothing when it stands beside this. Mattermost and Rocket.Chat read Markdown,
    // and @all, too; all of them make links of addresses.
    .replace(/[*_~`@#[\]:]|\.(?=[a-z])/gi, '$&\u200b')

const cut = (text: string, length: number) =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text
