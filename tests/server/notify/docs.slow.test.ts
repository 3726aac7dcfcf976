import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { expect, test, vi } from 'vitest'
import { type NotifyFormat, noticeKinds, notifyFormats } from '../../../server/lib/notify-words.ts'
import type { Notice } from '../../../server/notify/notice.ts'
import { testHub } from '../../helpers/hub.ts'
import { services } from '../../helpers/notify-services.ts'
import { startReceiver } from '../../helpers/receiver.ts'

const page = await readFile(resolve(import.meta.dirname, '../../../docs/notifications.md'), 'utf8')
const examples = [...page.matchAll(/^```sh\nNOTIFY_URL=(\S+)\n```$/gm)].map(([, example = '']) => ({
  example,
  format: (/^([a-z]+)\+/.exec(example)?.[1] ?? 'json') as NotifyFormat,
}))
/** The word in an example that is the secret of each service. */
const secretIn = (example: string) =>
  /whsec_\S+|(?<=[/:=])(?:TOKEN|KEY|(?<=webhook\/)ID)(?=@|$)/.exec(example)?.[0] ?? ''

test('there is an example for each format, and each event is told of', () => {
  expect(examples.map(({ format }) => format).sort()).toEqual([...notifyFormats].sort())
  for (const kind of noticeKinds) expect(page).toContain(`| \`${kind}\` | `)
})

const place = { accountId: 'a', app: 'obtainium', deviceName: 'Pixel **8** <@1> ö' }
const notices: readonly Notice[] = [
  { kind: 'shrink', ...place, version: 2, replaced: 1, before: 5_000, after: 1 },
  { kind: 'backup', state: 'failed', reason: 'full' },
  { kind: 'key', from: '192.0.2.1' },
]

test.each(examples)(
  '$format takes what the hub sends for: $example',
  async ({ example, format }) => {
    const receiver = await startReceiver()
    const secret = secretIn(example)
    expect(secret).not.toBe('')
    const verdicts: unknown[] = []
    receiver.answer = (response, request) => {
      expect(request.headers['content-type']).toBe('application/json')
      const verdict = services[format](request, JSON.parse(request.body), secret)
      verdicts.push(verdict)
      response.writeHead(verdict[0]).end()
    }
    const at = new URL(example.replace(/^[a-z]+\+/, ''))
    const here = example
      .replace(`${at.protocol}//`, 'http://')
      .replace(at.host, `127.0.0.1:${receiver.port}`)
    const environment = {
      NOTIFY_URL: here,
      NOTIFY_PRIVATE: 'on',
      PUBLIC_URL: 'https://sync.example.com',
    }
    const { hub } = await testHub({ environment })
    const headers = { authorization: hub.controlToken, host: 'localhost' }
    const url = '/api/v1/notify/env-1/test'
    const reply = await hub.app.inject({ method: 'POST', url, headers })
    expect([reply.json().delivery, verdicts]).toEqual([
      expect.objectContaining({ code: 'delivered' }),
      [[expect.any(Number)]],
    ])
    for (const notice of notices) hub.notices.tell(notice)
    await vi.waitFor(() => expect(verdicts).toHaveLength(1 + notices.length))
    expect(verdicts.filter((verdict) => (verdict as unknown[]).length > 1)).toEqual([])
  },
)
