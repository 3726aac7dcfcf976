import type { Conflict as ConflictAnswer } from '../../server/api/schemas/conflicts.ts'
import type { Device } from '../../server/api/schemas/slots.ts'
import type { Hub } from '../../server/hub.ts'
import type { Conflict, LastSync, PairingRequest } from '../status.ts'

/** What the tray asks of the hub: through its API, as any other client, so that one code decides. */
export interface HubApi {
  setLan(on: boolean): Promise<void>
  pairings(): Promise<readonly PairingRequest[]>
  /** Gives the device a key of the person at this computer. */
  approve(id: string): Promise<void>
  deny(id: string): Promise<void>
  /** Makes an earlier version of one's own settings current again. */
  restore(app: string, version: number): Promise<void>
  /** Makes a key of the person at this computer. */
  newKey(app: string, name: string): Promise<{ readonly id: string; readonly text: string }>
  revokeKey(id: string): Promise<void>
  /** The last sync of any device that the hub knows. */
  lastSync(): Promise<LastSync | undefined>
  /** Where two devices of the person at this computer changed at the same time. */
  conflicts(): Promise<readonly Conflict[]>
}

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'

/** @param hub the one that runs, asked anew for every call */
export function hubApi(hub: () => Hub): HubApi {
  const call = async (method: Method, url: string, body?: object) => {
    const { app, controlToken } = hub()
    const reply = await app.inject({
      method,
      url,
      headers: { authorization: controlToken },
      ...(body && { payload: body }),
    })
    const answer = reply.json()
    // The hub's errors are sentences for a person.
    if (reply.statusCode !== 200) throw new Error(answer.error)
    return answer
  }
  const owner = async () => {
    const found = await hub().owner()
    if (!found) throw new Error('This hub has no owner yet. Open its window and give your name.')
    return found.id
  }
  return {
    setLan: async (lan) => void (await call('PATCH', '/api/v1/settings', { lan })),
    pairings: async () => (await call('GET', '/api/v1/pairing-requests')).requests,
    async approve(id) {
      await call('POST', `/api/v1/pairing-requests/${id}/approve`, { account: await owner() })
    },
    deny: async (id) => void (await call('POST', `/api/v1/pairing-requests/${id}/deny`)),
    async restore(app, version) {
      const account = await owner()
      await call('POST', `/api/v1/slots/${app}/history/${version}/restore?account=${account}`)
    },
    async newKey(app, name) {
      const body = { account: await owner(), app, name }
      const { key, text } = await call('POST', '/api/v1/keys', body)
      return { id: key.id, text }
    },
    revokeKey: async (id) => void (await call('DELETE', `/api/v1/keys/${id}`)),
    async lastSync() {
      const devices: Device[] = (await call('GET', '/api/v1/devices')).devices
      const [last] = devices.sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt))
      if (!last) return undefined
      return { device: last.name, app: hub().appName(last.app), at: Date.parse(last.lastSeenAt) }
    },
    async conflicts() {
      const account = (await hub().owner())?.id
      if (account === undefined) return []
      const { devices } = await call('GET', `/api/v1/devices?account=${account}`)
      const found: Conflict[] = []
      for (const app of new Set((devices as Device[]).map((device) => device.app))) {
        const { conflicts } = await call('GET', `/api/v1/slots/${app}/conflicts?account=${account}`)
        for (const { version, unused, used } of conflicts as ConflictAnswer[]) {
          const sides = { unused: unused.deviceName, used: used.deviceName }
          found.push({ app, appName: hub().appName(app), version, ...sides })
        }
      }
      return found
    },
  }
}
