import type { InjectOptions } from 'fastify'
import type { Hub } from '../../server/hub.ts'

export interface BrowserReply {
  readonly status: number
  readonly body: Record<string, unknown> & { success?: boolean; error?: string }
  readonly code: string | undefined
  readonly headers: Record<string, unknown>
  readonly text: string
}

/**
 * As much of a browser as the API sees: it keeps cookies and what a sign-in gave the page to keep,
 * and says where its requests come from.
 */
export interface Browser {
  readonly cookies: Map<string, string>
  /** The page's half of the session's secret. */
  proof: string | undefined
  /** What a request of the page shows of the session. */
  sessionHeaders(): Record<string, string>
  send(
    method: string,
    path: string,
    body?: object,
    more?: InjectOptions['headers'],
    /** A body that is no JSON. */
    raw?: string | Buffer,
  ): Promise<BrowserReply>
}

export function browserOf(hub: Hub, userAgent = 'Mozilla/5.0 (X11; Linux) Firefox/140.0'): Browser {
  const cookies = new Map<string, string>()
  const browser: Browser = {
    cookies,
    proof: undefined,
    sessionHeaders: () => ({
      ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
      ...(browser.proof && { 'x-sxncd-proof': browser.proof }),
    }),
    async send(method, path, body, more = {}, raw) {
      const reply = await hub.app.inject({
        method: method as 'GET',
        url: path,
        headers: {
          host: 'localhost:9693',
          'user-agent': userAgent,
          ...browser.sessionHeaders(),
          ...(method !== 'GET' && {
            origin: 'http://localhost:9693',
            'sec-fetch-site': 'same-origin',
          }),
          ...(body && { 'content-type': 'application/json' }),
          ...more,
        },
        ...(body && { payload: JSON.stringify(body) }),
        ...(raw !== undefined && { payload: raw }),
      })
      for (const { name, value } of reply.cookies) {
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
      const isJson = String(reply.headers['content-type']).includes('json')
      const answer = isJson && reply.body !== '' ? reply.json() : {}
      if (typeof answer?.proof === 'string') browser.proof = answer.proof
      return {
        status: reply.statusCode,
        body: answer,
        code: reply.headers['x-sxncd-error'] as string | undefined,
        headers: reply.headers,
        text: reply.body,
      }
    },
  }
  return browser
}

export const goodPassword = 'correct horse battery'

/** A browser in which the owner of a new hub has just been made. */
export async function ownerBrowser(hub: Hub, name = 'Ada'): Promise<Browser> {
  const browser = browserOf(hub)
  const token = await hub.newSetUpToken()
  const reply = await browser.send('POST', '/api/v1/set-up', {
    token,
    name,
    password: goodPassword,
  })
  if (reply.status !== 200) throw new Error(String(reply.body.error))
  return browser
}

/** A browser of a member whom the owner has invited. */
export async function memberBrowser(hub: Hub, owner: Browser, name: string): Promise<Browser> {
  const invite = await owner.send('POST', '/api/v1/invites', {})
  const secret = String(invite.body.url).split('#')[1]
  const browser = browserOf(hub)
  const reply = await browser.send('POST', '/api/v1/invites/accept', {
    token: secret,
    name,
    password: goodPassword,
  })
  if (reply.status !== 200) throw new Error(String(reply.body.error))
  return browser
}
