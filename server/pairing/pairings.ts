import { hash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto'
import { type Clock, minutes } from '../lib/clock.ts'
import { HubError } from '../lib/errors.ts'
import { newSecret } from '../lib/secrets.ts'

export type PairingState = 'waiting' | 'approved' | 'denied' | 'expired' | 'collected'

/** What a device that nobody knows yet says of itself when it asks for a key. */
export interface PairingWish {
  readonly deviceName: string
  readonly app: string
  /** The address that it asks from. */
  readonly from: string
  /** Under which its requests are counted. */
  readonly place: string
}

export interface Pairing extends PairingWish {
  readonly id: string
  /** Shown on the device and on the hub, for a person to compare. */
  readonly code: string
  readonly createdAt: number
  readonly expiresAt: number
  readonly state: PairingState
  /** Who has approved it. */
  readonly accountId?: string
}

/** Requests to pair. They live in memory only: a restart ends them all. */
export interface Pairings {
  /** @throws HubError where too many are open */
  ask(wish: PairingWish): { readonly pairing: Pairing; readonly secret: string }
  /** The request of a device, by what only it knows; undefined for a wrong secret too. */
  find(id: string, secret: string): Pairing | undefined
  /** Those that wait for somebody to decide, oldest first. */
  waiting(): Pairing[]
  /** Decides a request, named by its id or its code. @throws HubError where there is none to decide */
  decide(name: string, decide: (pairing: Pairing) => Decision): Pairing
  /** Hands the one key out: of two who come at once only one gets in. */
  collect<T>(id: string, makeKey: (pairing: Pairing) => Promise<T>): Promise<T | undefined>
  /** Resolves when the request is decided, after so many ms, or when another waits for the same. */
  change(id: string, ms: number): Promise<void>
  /** Lets everybody go who waits. */
  close(): void
}

export type Decision = { readonly approvedBy: string } | 'denied'

const life = minutes(5)
/** How long a device is told how its request ended. */
const memory = minutes(5)
const mostOpen = 20
const mostPerPlace = 3

/** Letters and digits that nobody takes for one another. */
const alphabet = 'ACDEFGHJKLMNPQRTUVWXY34679'
const newCode = () => Array.from({ length: 6 }, () => alphabet[randomInt(alphabet.length)]).join('')
const plainCode = (text: string) => text.replace(/[\s-]/g, '').toUpperCase()

type Kept = { -readonly [K in keyof Pairing]: Pairing[K] } & { readonly secretHash: string }

export function createPairings(now: Clock): Pairings {
  const kept = new Map<string, Kept>()
  const waiters = new Map<string, () => void>()
  let closed = false

  /** Everything as of now: requests expire by themselves. */
  const look = (): Kept[] => {
    const at = now()
    for (const pairing of kept.values()) {
      const isOpen = pairing.state === 'waiting' || pairing.state === 'approved'
      if (isOpen && pairing.expiresAt <= at) pairing.state = 'expired'
      if (pairing.expiresAt + memory <= at) kept.delete(pairing.id)
    }
    return [...kept.values()]
  }

  const waiting = () => look().filter(({ state }) => state === 'waiting')

  const refuseTooMany = (place: string) => {
    const open = waiting()
    const near = open.filter((one) => one.place === place)
    const [first] = near.length >= mostPerPlace ? near : open.length >= mostOpen ? open : []
    if (!first) return
    const seconds = Math.max(1, Math.ceil((first.expiresAt - now()) / 1_000))
    throw new HubError('too_many_pairings', { seconds })
  }

  const freeCode = (): string => {
    const code = newCode()
    return [...kept.values()].some((one) => one.code === code) ? freeCode() : code
  }

  const wake = (id: string) => waiters.get(id)?.()

  return {
    ask(wish) {
      refuseTooMany(wish.place)
      const secret = newSecret()
      const createdAt = now()
      const pairing: Kept = {
        ...wish,
        id: randomUUID(),
        secretHash: hash('sha256', secret),
        code: freeCode(),
        createdAt,
        expiresAt: createdAt + life,
        state: 'waiting',
      }
      kept.set(pairing.id, pairing)
      return { pairing, secret }
    },
    find(id, secret) {
      const found = look().find((one) => one.id === id)
      const sent = Buffer.from(hash('sha256', secret))
      return found && timingSafeEqual(Buffer.from(found.secretHash), sent) ? found : undefined
    },
    waiting,
    decide(name, decide) {
      const found = look().find((one) => one.id === name || one.code === plainCode(name))
      if (!found || found.state === 'expired') {
        throw new HubError('unknown_thing', { thing: 'request to pair' })
      }
      if (found.state !== 'waiting') throw new HubError('pairing_decided', { state: found.state })
      const decision = decide(found)
      if (decision === 'denied') {
        found.state = 'denied'
      } else {
        found.state = 'approved'
        found.accountId = decision.approvedBy
        // Somebody who approves at the last moment did not do it for nothing.
        found.expiresAt = now() + life
      }
      wake(found.id)
      return found
    },
    async collect(id, makeKey) {
      const found = look().find((one) => one.id === id)
      if (found?.state !== 'approved') return undefined
      found.state = 'collected'
      try {
        return await makeKey(found)
      } catch (error) {
        // Without a key there is nothing that was collected; the device may come again.
        found.state = 'approved'
        throw error
      }
    },
    change(id, ms) {
      wake(id)
      const found = look().find((one) => one.id === id)
      if (closed || found?.state !== 'waiting') return Promise.resolve()
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer)
          if (waiters.get(id) === done) waiters.delete(id)
          resolve()
        }
        const timer = setTimeout(done, ms).unref()
        waiters.set(id, done)
      })
    },
    close() {
      closed = true
      for (const done of [...waiters.values()]) done()
    },
  }
}
