import { setTimeout as wait } from 'node:timers/promises'
import { bonjourOn } from './bonjour.ts'
import type { Link, OpenMdns } from './mdns-socket.ts'
import { hostNameOf, serviceName } from './records.ts'

const timeoutMs = 1_500

/** Whether a program on this machine that looks for hubs on a network finds this one. */
export async function isAnnounced(open: OpenMdns, link: Link, hubId: string): Promise<boolean> {
  const host = hostNameOf(hubId)
  const stop = new AbortController()
  try {
    const bonjour = bonjourOn(await open(link), () => {})
    const found = new Promise<true>((resolve) => {
      bonjour.find({ type: serviceName }, (service) => service.host === host && resolve(true))
    })
    const silence = wait(timeoutMs, false, { signal: stop.signal, ref: false }).catch(() => false)
    const answer = await Promise.race([found, silence])
    await new Promise<void>((resolve) => bonjour.destroy(resolve))
    return answer
  } catch {
    return false
  } finally {
    stop.abort()
  }
}
