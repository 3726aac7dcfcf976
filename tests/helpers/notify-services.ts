import { createHmac } from 'node:crypto'
import type { NotifyFormat } from '../../server/lib/notify-words.ts'
import type { Received } from './receiver.ts'

/** What a service answers: its status, and why it does not take a message. */
type Verdict = readonly [status: number, why?: string]

type Body = Readonly<Record<string, unknown>>
type Check = (value: unknown) => boolean

const text: Check = (value) => typeof value === 'string' && value !== ''
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)
const oneOf =
  (...words: string[]): Check =>
  (value) =>
    words.includes(value as string)
const whole =
  (min: number, max: number): Check =>
  (value) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
const webAddress: Check = (value) => URL.parse(String(value))?.protocol === 'https:'

/** Which of the fields is wrong, or is none that the service knows. */
function wrongField(body: Body, fields: Readonly<Record<string, Check>>): string | undefined {
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(fields, name))
  return unknown ?? Object.keys(fields).find((name) => !fields[name]?.(body[name]))
}

const judged = (body: Body, fields: Readonly<Record<string, Check>>, status: number): Verdict => {
  const wrong = wrongField(body, fields)
  return wrong === undefined ? [status] : [400, wrong]
}

const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

/**
 * What each service takes, by its documentation: docs.ntfy.sh/publish (as JSON, to the root; an access
 * token as the password of no user), gotify.net/docs/pushmsg, apprise-api's README, Discord's "Execute
 * Webhook", Slack's "Incoming webhooks", Hookshot's "Inbound webhooks", Standard Webhooks 1.0.
 */
export const services: Readonly<
  Record<NotifyFormat, (request: Received, body: Body, secret: string) => Verdict>
> = {
  ntfy({ url, headers }, body, secret) {
    // At the address of a topic all of the body would be taken for the text.
    if (url !== '/') return [404, url]
    if (headers.authorization !== basic('', secret)) return [401]
    return judged(
      body,
      {
        topic: (value) => /^[-_A-Za-z0-9]{1,64}$/.test(String(value)),
        message: text,
        title: optional(text),
        priority: optional(whole(1, 5)),
        tags: optional((value) => Array.isArray(value) && value.every(text)),
        click: optional(webAddress),
      },
      200,
    )
  },
  gotify({ url, headers }, body, secret) {
    if (url !== '/message') return [404, url]
    if (headers['x-gotify-key'] !== secret) return [401]
    return judged(
      body,
      {
        message: text,
        title: optional(text),
        priority: optional(whole(0, 10)),
        extras: optional((value) => typeof value === 'object' && value !== null),
      },
      200,
    )
  },
  apprise({ url }, body, secret) {
    if (url !== `/notify/${secret}`) return [404, url]
    return judged(
      body,
      {
        body: text,
        title: optional(text),
        type: optional(oneOf('info', 'success', 'warning', 'failure')),
        format: optional(oneOf('text', 'markdown', 'html')),
      },
      200,
    )
  },
  discord({ url }, body, secret) {
    if (url !== `/api/webhooks/ID/${secret}`) return [404, url]
    return judged(
      body,
      {
        content: (value) => text(value) && String(value).length <= 2_000,
        allowed_mentions: optional((value) => Array.isArray((value as { parse: unknown }).parse)),
      },
      204,
    )
  },
  slack({ url }, body, secret) {
    if (url !== `/services/T000/B000/${secret}`) return [404, 'no_service']
    return judged(body, { text }, 200)
  },
  matrix({ url }, body, secret) {
    if (url !== `/webhook/${secret}`) return [404, url]
    return judged(body, { text, username: optional(text) }, 200)
  },
  json({ url, headers, body: raw }, body, secret) {
    if (url !== '/hook') return [404, url]
    const id = headers['webhook-id']
    const timestamp = headers['webhook-timestamp']
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
    const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${raw}`).digest('base64')
    if (headers['webhook-signature'] !== `v1,${mac}`) return [401]
    const isObject: Check = (value) => typeof value === 'object' && value !== null
    return judged(body, { type: text, timestamp: text, data: isObject }, 200)
  },
}
