import type {
  Delivery,
  Target,
  TargetChange,
  TargetWish,
} from '../../../server/api/schemas/notify.ts'
import { client, queryClient, resource } from '../../state/hub.ts'

const path = (id: string) => `/notify/${encodeURIComponent(id)}`

/** Calls that only this section makes, so that they load with it. */
export const targetCalls = {
  add: (wish: TargetWish) => client.post<{ target: Target; secret?: string }>('/notify', wish),
  change: (id: string, change: TargetChange) =>
    client.patch<{ target: Target; secret?: string }>(path(id), change),
  remove: (id: string) => client.delete<Record<string, never>>(path(id)),
  test: async (id: string) =>
    (await client.post<{ delivery: Delivery }>(`${path(id)}/test`)).delivery,
}

export const targetsResource = resource(
  ['notify'],
  async () => (await client.get<{ targets: Target[] }>('/notify')).targets,
)

export const refreshTargets = () =>
  queryClient.invalidateQueries({ queryKey: targetsResource.queryKey })

/** The services by the names that they give themselves, each with an address as it has them. */
export const services: Readonly<Record<Target['format'], { name: string; example: string }>> = {
  ntfy: { name: 'ntfy', example: 'https://ntfy.sh/my-topic' },
  gotify: { name: 'Gotify', example: 'https://gotify.example.com/?token=…' },
  apprise: { name: 'Apprise API', example: 'https://apprise.example.com/notify/KEY' },
  discord: { name: 'Discord', example: 'https://discord.com/api/webhooks/…' },
  slack: { name: 'Slack, Mattermost', example: 'https://hooks.slack.com/services/…' },
  matrix: { name: 'Matrix (Hookshot)', example: 'https://hookshot.example.com/webhook/…' },
  json: { name: 'JSON', example: 'https://example.com/hook' },
}

export const formats = Object.keys(services) as Target['format'][]

/** What a person does with a target. */
export type TargetTask = { kind: 'change' | 'remove'; target: Target } | { kind: 'add' }

export type EventKind = Target['events'][number]

const known: Readonly<Record<EventKind, true>> = {
  ...{ shrink: true, conflict: true, pairing: true, device: true, key: true },
  ...{ backup: true, disk: true, damage: true, update: true },
}
export const eventKinds = Object.keys(known) as EventKind[]

/** What to call a target: by its name, else by where it leads. */
export const titleOf = ({ name, format, address }: Target) =>
  name === '' ? `${services[format].name}: ${address}` : name
