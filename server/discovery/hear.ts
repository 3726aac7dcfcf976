import { setTimeout as wait } from 'node:timers/promises'
import type { Link, OpenMdns } from './mdns.ts'
import { hostNameOf, serviceType } from './records.ts'

const patienceMs = 1_500

/** Whether a program on this machine that looks for hubs on a network hears of this one. */
export async function isHeard(open: OpenMdns, link: Link, hubId: string): Promise<boolean> {
  const host = hostNameOf(hubId)
  const { promise: heard, resolve } = Promise.withResolvers<true>()
  const listener = {
    packet: ({ type, answers, additionals }: Parameters<Parameters<OpenMdns>[1]['packet']>[0]) => {
      if (type !== 'response') return
      const isOurs = [...answers, ...additionals].some(
        (record) => record.type === 'SRV' && record.data.target === host && record.ttl > 0,
      )
      if (isOurs) resolve(true)
    },
    error: () => {},
  }
  try {
    const socket = await open(link, listener)
    const stop = new AbortController()
    await socket.send({ type: 'query', questions: [{ name: serviceType, type: 'PTR' }] })
    const silence = wait(patienceMs, false, { signal: stop.signal, ref: false }).catch(() => false)
    const answer = await Promise.race([heard, silence])
    stop.abort()
    await socket.close()
    return answer
  } catch {
    return false
  }
}
