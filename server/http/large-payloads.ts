import type { ServerResponse } from 'node:http'
import { finished } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { seconds } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { createFairQueue, type Turn } from '../lib/fair-queue.ts'
import type { Metrics } from '../lib/metrics.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its bodies and answers pass through piece by piece, so they are never in memory as a whole. */
    streamed?: boolean
  }
  interface FastifyRequest {
    /** Where a body of this size makes it heavy: resolves once no other heavy work is under way. */
    takeTurn(size: number): Promise<void> | undefined
    /** What this request keeps for itself of what all heavy ones may have. */
    heavy: { bytes: number; turn?: Turn } | undefined
    /** The answer to it, where an account has asked. */
    answer: ServerResponse | undefined
  }
}

/** From so many bytes on a body or an answer is heavy. Most exports are far below. */
export const heavyFrom = 256 * 1024

/** Whoever takes longer to read a heavy answer is cut off. */
const longestReading = seconds(120)

/** How many slots are remembered to be heavy. */
const mostSlots = 10_000

/**
 * Bounds what heavy bodies and answers take: their memory, for all of them and for each account,
 * from the first byte on the way in to the last on the way out; and the work on them, which is
 * done one at a time, so that all who send little are served in between.
 */
export function setUpLargePayloads(
  app: FastifyInstance,
  bodyLimit: number,
  metrics: Metrics,
): void {
  const most = Math.max(64 * 1024 ** 2, 4 * bodyLimit)
  const mostOfAccount = Math.max(2 * bodyLimit, most / 4)
  const turns = createFairQueue()
  /** The size of the last heavy answer from each slot that gave one. */
  const heavySlots = new Map<string, number>()
  const held = new Map<string, number>()
  let heldByAll = 0

  const change = (account: string, by: number) => {
    heldByAll += by
    const next = (held.get(account) ?? 0) + by
    if (next > 0) held.set(account, next)
    else held.delete(account)
  }

  /** What the request holds from now on; it is given back when its answer is out. */
  const begin = (request: FastifyRequest, account: string) => {
    if (request.heavy) return request.heavy
    const own: NonNullable<FastifyRequest['heavy']> = { bytes: 0 }
    request.heavy = own
    const giveBack = () => {
      own.turn?.end()
      change(account, -own.bytes)
      own.bytes = 0
    }
    if (request.answer) finished(request.answer, giveBack)
    return own
  }

  /** Keeps so much for a request. @returns why not, where it is too much */
  const reserve = (
    request: FastifyRequest,
    account: string,
    bytes: number,
  ): HubError | undefined => {
    const own = begin(request, account)
    const more = bytes - own.bytes
    if (more <= 0) return undefined
    const ofAccount = held.get(account) ?? 0
    // Room is left for those who have nothing under way yet, whatever a few others do.
    const tooMuch =
      ofAccount === 0
        ? heldByAll + more > 2 * most
        : heldByAll + more > most || ofAccount + more > mostOfAccount
    if (tooMuch) return new HubError('too_busy', { seconds: 1 })
    change(account, more)
    own.bytes = bytes
    return undefined
  }

  metrics.read(
    'gauge',
    { name: 'sxncd_large_bodies_waiting', help: 'Large bodies and answers that wait their turn.' },
    () => turns.waiting,
  )
  metrics.read(
    'gauge',
    { name: 'sxncd_large_bodies_bytes', help: 'Memory that is kept for large bodies and answers.' },
    () => heldByAll,
  )

  app.decorateRequest('heavy', undefined)
  app.decorateRequest('answer', undefined)
  app.decorateRequest('takeTurn', function (this: FastifyRequest, size: number) {
    const account = accountOf(this)
    // A stream that lasts does no work, and would keep its turn.
    if (account === undefined || this.heavy?.turn || this.routeOptions.config.lasting) {
      return undefined
    }
    const expected = Math.max(size, heavySlots.get(slotOf(this, account) ?? '') ?? 0)
    if (expected < heavyFrom) return undefined
    // Refused before the work is done, and not with its outcome in hand.
    const problem = reserve(this, account, expected)
    if (problem) return Promise.reject(problem)
    const turn = turns.ask()
    begin(this, account).turn = turn
    return turn.come
  })

  app.addHook('onRequest', (request, { raw }, done) => {
    const account = accountOf(request)
    if (account === undefined) return done()
    request.answer = raw
    const size = announced(request)
    // What is too large is refused unread.
    if (size < heavyFrom || size > request.routeOptions.bodyLimit) return done()
    done(reserve(request, account, size))
  })
  app.addHook('preHandler', (request, _, done) => {
    // A request with a body has had its turn before the body was looked at.
    const come = request.takeTurn(0)
    if (come) come.then(() => done(), done)
    else done()
  })
  app.addHook('onSend', (request, { raw, statusCode }, payload, done) => {
    const { heavy } = request
    // Writing it out is work as well.
    if (heavy?.turn) setImmediate(heavy.turn.end)
    const account = accountOf(request)
    const isWhole = typeof payload === 'string' || Buffer.isBuffer(payload)
    if (account === undefined || !isWhole) return done()
    const slot = slotOf(request, account)
    if (payload.length < heavyFrom) {
      // These two answer with the newest settings: where those are small, so is the slot by now.
      if (slot !== undefined && statusCode === 200 && newest.has(request.routeOptions.url ?? '')) {
        heavySlots.delete(slot)
      }
      return done()
    }
    if (slot !== undefined && (heavySlots.has(slot) || heavySlots.size < mostSlots)) {
      heavySlots.set(slot, payload.length)
    }
    const patience = setTimeout(() => raw.socket?.destroy(), longestReading).unref()
    finished(raw, () => clearTimeout(patience))
    const problem = reserve(request, account, payload.length)
    if (problem) done(problem)
    else done()
  })
}

const newest = new Set(['/api/v1/sync/update', '/api/v1/sync/settings'])

/** Whose memory a request takes; undefined where it takes none to speak of. */
const accountOf = ({ holder, signedIn, token, routeOptions }: FastifyRequest) =>
  routeOptions.config.streamed ? undefined : ((holder ?? signedIn)?.account.id ?? token?.id)

function slotOf({ holder, params }: FastifyRequest, account: string): string | undefined {
  const type = holder?.key.app ?? (params as { app?: string } | undefined)?.app
  return type === undefined ? undefined : `${account}/${type}`
}

/** How large the body says it is; one that does not say may be as large as any. */
function announced({ headers, routeOptions }: FastifyRequest): number {
  if (headers['transfer-encoding'] !== undefined) return routeOptions.bodyLimit
  return Number(headers['content-length'] ?? 0)
}
