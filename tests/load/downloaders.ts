import { type IncomingMessage, request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { serve } from '../../bench/worker.ts'
import { answersOf, note, openStage, type Stage, times } from './actors.ts'

/** One member who asks for all there is of theirs, again and again. */
export interface Downloads {
  readonly url: string
  readonly seconds: number
  /** The headers of the member's session. */
  readonly session: Readonly<Record<string, string>>
  readonly app: string
}

const ask = (stage: Stage, method: string, path: string, headers: Downloads['session']) =>
  new Promise<IncomingMessage | undefined>((resolve) => {
    const { hostname, port } = stage.url
    const asked = request({ host: hostname, port, method, path, headers, agent: false }, resolve)
    asked.once('error', () => resolve(undefined))
    asked.end()
  })

/** How long an answer is not read, or is read. */
type Reading = 'all' | 'nothing' | 'goes away'

async function again(
  stage: Stage,
  who: string,
  method: string,
  path: string,
  how: Reading,
  session: Downloads['session'],
) {
  while (performance.now() < stage.until) {
    const answer = await ask(stage, method, path, session)
    note(stage, who, answer?.statusCode ?? 0)
    if (answer && how === 'all') for await (const _ of answer);
    if (answer && how === 'nothing' && answer.statusCode === 200) {
      await wait(Math.max(1, stage.until - performance.now()))
    }
    answer?.destroy()
    await wait(100)
  }
}

serve(async ({ url, seconds, session, app }: Downloads) => {
  const stage = openStage(url, seconds)
  const history = `/api/v1/slots/${app}/history`
  const of = (count: number, who: string, method: string, path: string, how: Reading) =>
    times(count, () => again(stage, who, method, path, how, session))
  await Promise.all([
    ...of(150, 'HEAD export', 'HEAD', '/api/v1/me/export', 'all'),
    ...of(10, 'export', 'GET', '/api/v1/me/export', 'all'),
    ...of(10, 'export, left', 'GET', '/api/v1/me/export', 'goes away'),
    ...of(10, 'export, unread', 'GET', '/api/v1/me/export', 'nothing'),
    ...of(20, 'history', 'GET', history, 'all'),
    ...of(10, 'history, unread', 'GET', history, 'nothing'),
  ])
  return answersOf(stage)
})
