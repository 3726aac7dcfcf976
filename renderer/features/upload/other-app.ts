import type { App } from '../../../server/api/schemas/apps.ts'
import { calls, queryClient, resources } from '../../state/hub.ts'
import { shapeOf } from './shape-of.ts'

/**
 * Asks the hub whether a file looks like an export of another app.
 * @returns the name of that app; undefined where there is no such sign, or the hub does not say
 */
export async function otherAppOf(text: string, app: App): Promise<string | undefined> {
  const shape = shapeOf(text)
  if (!shape) return undefined
  const found = await calls.recognise(shape).catch(() => undefined)
  // One field that another app has as well says nothing.
  if (!found?.sure || found.app === null || found.app === app.type) return undefined
  const apps = queryClient.getQueryData(resources.apps.queryKey) ?? []
  return apps.find(({ type }) => type === found.app)?.name ?? found.app
}
