import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type NotifyFormat, notifyFormats } from '../../../server/lib/notify-words.ts'
import { write } from '../../../server/notify/formats.ts'
import { messageOf, type Speaker } from '../../../server/notify/message.ts'
import type { Notice, Telling } from '../../../server/notify/notice.ts'
import { isSigningSecret, newSigningSecret } from '../../../server/notify/sign.ts'

const at = Date.parse('2025-03-01T12:00:00.000Z')
const speaker: Speaker = {
  hub: { id: 'the-hub', name: 'Home' },
  publicUrl: 'https://sync.example.com',
  appName: (type) => (type === 'obtainium' ? 'Obtainium' : type),
}
const shrink: Notice = {
  ...{ kind: 'shrink', accountId: 'a1', app: 'obtainium', deviceName: 'Pixel 8' },
  ...{ version: 8, replaced: 7, before: 120_000, after: 500 },
}
const message = (telling: Telling = shrink, language = 'en') =>
  messageOf({ id: 'msg_1', telling, at }, language, speaker)
const written = (format: NotifyFormat, url: string, telling?: Telling, secret?: string) => {
  const out = write({ format, url, ...(secret && { secret }) }, message(telling), at)
  return { ...out, url: out.url.href, body: JSON.parse(out.body) }
}

const title = 'Home: Obtainium: the settings became much smaller'
const text =
  'Pixel 8 sent 500 B where there were 117.2 KiB. If that is not what you wanted, restore the earlier version in the window of the hub.'
const link = 'https://sync.example.com/apps/obtainium'

test('JSON holds all of it, for people and for programs', () => {
  const { url, body, headers } = written('json', 'https://a.example/hook?a=b#c')
  expect(url).toBe('https://a.example/hook?a=b')
  expect(headers).toEqual({
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(at / 1_000),
  })
  expect(body).toEqual({
    type: 'shrink',
    timestamp: '2025-03-01T12:00:00.000Z',
    data: {
      level: 'warning',
      title: title.slice(6),
      message: text,
      link,
      hub: { id: 'the-hub', name: 'Home' },
      details: {
        ...{ app: 'obtainium', device: 'Pixel 8' },
        ...{ before: 120_000, after: 500, version: 8, replaced: 7 },
      },
    },
  })
})

test('its signature is that of Standard Webhooks, of the very bytes that are sent', () => {
  const secret = newSigningSecret()
  const { headers, body } = write(
    { format: 'json', url: 'https://a.example', secret },
    message(),
    at,
  )
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
  const mac = createHmac('sha256', key).update(signed).digest('base64')
  expect(headers['webhook-signature']).toBe(`v1,${mac}`)
})

test('the signature is the one that the specification shows', () => {
  // The example of standard-webhooks: secret, id, timestamp, body and what comes out.
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(isSigningSecret(secret)).toBe(true)
  const payload = '{"test": 2432232314}'
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const mac = createHmac('sha256', key)
    .update(`msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.${payload}`)
    .digest('base64')
  expect(mac).toBe('g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test.each([
  '',
  'whsec_',
  'whsec_AAAA',
  'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  `whsec_${'A'.repeat(96)}`,
])('%s signs nothing', (secret) => expect(isSigningSecret(secret)).toBe(false))

test('ntfy: JSON to the root of the server, with the topic in it', () => {
  const { url, body } = written('ntfy', 'https://:tk_1@ntfy.example/base/my-topic')
  expect(url).toBe('https://:tk_1@ntfy.example/base/')
  expect(body).toEqual({
    ...{ topic: 'my-topic', title, message: text },
    ...{ priority: 4, tags: ['warning'], click: link },
  })
  for (const wrong of ['https://ntfy.sh', 'https://ntfy.sh/', 'https://ntfy.sh/a%20b']) {
    expect(() => written('ntfy', wrong)).toThrow('must end in the topic')
  }
})

test.each([
  ['https://gotify.example/?token=A1', 'https://gotify.example/message'],
  ['https://gotify.example/base/message?token=A1', 'https://gotify.example/base/message'],
  ['https://gotify.example/base/?token=A1', 'https://gotify.example/base/message'],
])('Gotify: %s', (address, expected) => {
  const { url, body, headers } = written('gotify', address)
  expect(url).toBe(expected)
  expect(headers['x-gotify-key']).toBe('A1')
  expect(body).toEqual({
    ...{ title, message: text, priority: 6 },
    extras: { 'client::notification': { click: { url: link } } },
  })
})

test('Gotify needs a token', () => {
  expect(() => written('gotify', 'https://gotify.example/')).toThrow('token')
})

test('Apprise: title, body, type', () => {
  const { url, body } = written('apprise', 'https://apprise.example/notify/key')
  expect(url).toBe('https://apprise.example/notify/key')
  expect(body).toEqual({ title, body: `${text}\n${link}`, type: 'warning', format: 'text' })
})

const hostile: Telling = {
  ...{ kind: 'device', accountId: 'a', app: 'obtainium' },
  deviceName: '@everyone <!channel> **x** [a](http://b) `c` <@1> & <b>',
}

test('Discord: content of at most 2,000 letters, mentions switched off', () => {
  const { body } = written('discord', 'https://discord.example/api/webhooks/1/t', hostile)
  expect(body.allowed_mentions).toEqual({ parse: [] })
  expect(body.content).toContain('\\@everyone \\<\\!channel\\> \\*\\*x\\*\\*')
  const long = { ...hostile, deviceName: '*'.repeat(3_000) }
  expect(written('discord', 'https://a.example', long).body.content).toHaveLength(2_000)
})

test('Slack: what stands for something is written so that it does not', () => {
  const { body } = written('slack', 'https://hooks.slack.example/services/x', hostile)
  expect(Object.keys(body)).toEqual(['text'])
  expect(body.text).toContain('&lt;!channel&gt;')
  expect(body.text).toContain('&amp; &lt;b&gt;')
  expect(body.text).not.toMatch(/<(?!\/)/)
  expect(body.text).not.toContain('`c`')
})

test('Mattermost, Rocket.Chat: a name mentions nobody, and is no link and no picture', () => {
  const deviceName = '@all @channel #town ![x](https://evil.example) www.evil.example'
  const { text } = written('slack', 'https://chat.example/hooks/x', { ...hostile, deviceName }).body
  const ours = text.replace(/^\*.*\*$/m, '').replace(link, '')
  expect(ours).not.toMatch(/@\w|#\w|\]\(|:\/\/|\w\.\w/)
  expect(text.replaceAll('\u200b', '')).toContain(deviceName)
})

test('Matrix (Hookshot): text in Markdown, and who says it', () => {
  const { body } = written('matrix', 'https://hookshot.example/webhook/x', hostile)
  expect(body.username).toBe('Home')
  expect(body.text).toMatch(/^\*\*Home\\: New device\\: \\@everyone/)
  expect(body.text).toContain('\\[a\\]\\(http')
})

const everything: readonly Telling[] = [
  shrink,
  { ...shrink, path: 'notes/a.md' },
  { kind: 'conflict', accountId: 'a', app: 'obtainium', deviceName: 'Pixel' },
  { kind: 'conflict', accountId: 'a', app: 'obtainium', path: 'a.md', deviceName: 'Pixel' },
  { kind: 'pairing', id: 'p', deviceName: 'Pixel', app: 'obtainium' },
  { kind: 'device', accountId: 'a', app: 'obtainium', deviceName: 'Pixel' },
  { kind: 'key', from: '10.0.0.1' },
  ...(['unreadable', 'full', 'gone', 'unwritable', 'other'] as const).map(
    (reason) => ({ kind: 'backup', state: 'failed', reason }) as const,
  ),
  { kind: 'backup', state: 'incomplete' },
  { kind: 'backup', state: 'late' },
  { kind: 'backup', state: 'late', since: at },
  { kind: 'disk', free: 99 * 1024 ** 2 },
  { kind: 'damage', count: 3 },
  { kind: 'update', version: '2.0.0' },
  { kind: 'summary', counts: { device: 5, key: 2 } },
  { kind: 'test' },
]

describe.each(['en', 'de'])('in %s', (language) => {
  test.each(everything)('all is said: $kind $state $path $reason', (telling) => {
    const { title: said, text: saidToo, data } = message(telling, language)
    for (const one of [said, saidToo]) {
      expect(one).toMatch(/\S/)
      expect(one).not.toMatch(/[{}]|undefined|\(\)|“”|""/)
    }
    // Accounts have names that are nobody else's business, and ids that say nothing.
    expect(JSON.stringify(data)).not.toContain('accountId')
  })
})

test('a language that is not known is English', () => {
  expect(message({ kind: 'test' }, 'xx').title).toBe('This is a test')
  expect(message({ kind: 'test' }, 'de').title).toBe('Das ist ein Test')
})

test.each(notifyFormats)('%s: no address without http', (format) => {
  for (const url of ['', 'a.example', 'file:///etc/passwd', 'ftp://a.example/x', 'javascript:1']) {
    expect(() => written(format, url)).toThrow('http://')
  }
})

test('a hub that does not know its address gives no link', () => {
  const plain = messageOf({ id: 'm', telling: shrink, at }, 'en', {
    ...speaker,
    publicUrl: undefined,
  })
  for (const format of notifyFormats) {
    const url = 'https://a.example/topic?token=x'
    expect(write({ format, url }, plain, at).body).not.toMatch(/undefined|sync\.example/)
  }
})
