import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface GithubStandIn {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  /** What it does next; a test changes it. */
  readonly mood: {
    user: unknown
    allows: boolean
    /** What the answer names as the issuer; GitHub Enterprise names none. */
    iss: string | undefined
    /** The status of its API. */
    apiStatus: number
    now: number
  }
}

interface Code {
  readonly challenge: string
  readonly redirectUri: string
  readonly until: number
}

/** Answers as GitHub's documentation has it: authorize, access_token and the API's /user. */
export async function startGithub(
  callback: string,
  atEnd: (stop: () => void) => void,
): Promise<GithubStandIn> {
  const clientId = 'github-id'
  const clientSecret = 'github-canary-secret'
  const codes = new Map<string, Code>()
  const tokens = new Set<string>()
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const mood: GithubStandIn['mood'] = {
    user: { id: 583231, login: 'octocat', name: 'The Octocat', email: null },
    allows: true,
    iss: `${url}/login/oauth`,
    apiStatus: 200,
    now: 0,
  }

  const authorize = (query: URLSearchParams) => {
    const redirectUri = query.get('redirect_uri') ?? ''
    const back = new URL(callback)
    back.searchParams.set('state', query.get('state') ?? '')
    if (mood.iss !== undefined) back.searchParams.set('iss', mood.iss)
    if (query.get('client_id') !== clientId) return { status: 404 }
    if (redirectUri !== callback) back.searchParams.set('error', 'redirect_uri_mismatch')
    else if (!mood.allows) back.searchParams.set('error', 'access_denied')
    else {
      const code = randomBytes(10).toString('hex')
      const challenge = query.get('code_challenge') ?? ''
      if (query.get('code_challenge_method') !== 'S256') return { status: 400 }
      codes.set(code, { challenge, redirectUri, until: mood.now + 600_000 })
      back.searchParams.set('code', code)
    }
    return { status: 302, location: back.href }
  }
  const accessToken = async (request: IncomingMessage) => {
    const form = new URLSearchParams(await text(request))
    // Without this header it would answer with a form.
    if (request.headers.accept !== 'application/json') return { status: 406 }
    if (form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret) {
      return { status: 200, body: { error: 'incorrect_client_credentials' } }
    }
    const code = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const sent = createHash('sha256').update(form.get('code_verifier') ?? '')
    const isRight =
      code !== undefined &&
      mood.now < code.until &&
      form.get('redirect_uri') === code.redirectUri &&
      sent.digest('base64url') === code.challenge
    if (!isRight) return { status: 200, body: { error: 'bad_verification_code' } }
    const token = `gho_canary${randomBytes(10).toString('hex')}`
    tokens.add(token)
    return { status: 200, body: { access_token: token, token_type: 'bearer', scope: '' } }
  }
  const user = ({ headers }: IncomingMessage) => {
    if (mood.apiStatus !== 200) return { status: mood.apiStatus, body: { message: 'canary-text' } }
    if (!headers['user-agent']) return { status: 403, body: { message: 'no User-Agent' } }
    const token = (headers.authorization ?? '').replace('Bearer ', '')
    if (!tokens.has(token)) return { status: 401, body: { message: 'Bad credentials' } }
    return { status: 200, body: mood.user }
  }

  server.on('request', async (request: IncomingMessage, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', url)
    const routes: Record<string, () => Promise<object> | object> = {
      'GET /login/oauth/authorize': () => authorize(searchParams),
      'POST /login/oauth/access_token': () => accessToken(request),
      'GET /api/v3/user': () => user(request),
    }
    const route = routes[`${request.method} ${pathname}`]
    const answer: { status?: number; body?: unknown; location?: string } = (await route?.()) ?? {}
    response.writeHead(answer.status ?? 404, {
      'content-type': 'application/json; charset=utf-8',
      ...(answer.location !== undefined && { location: answer.location }),
    })
    response.end(answer.body === undefined ? '' : JSON.stringify(answer.body))
  })
  atEnd(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url, clientId, clientSecret, mood }
}
