import { HubError } from '../lib/errors.ts'
import { isWithin } from '../lib/tree-path.ts'
import type { AppId, Properties, Store } from '../storage/store.ts'
import { movedPath } from './entry.ts'

/** Of one file or folder, and of all of an app: in characters. */
const mostOfFile = 32 * 1024
const mostOfApp = 1024 ** 2

export async function propertiesOf(store: Store, id: AppId, path: string) {
  return new Map(Object.entries(own(await store.slots.properties(id), path)))
}

/** @throws HubError `properties_full` */
export function changeProperties(
  store: Store,
  id: AppId,
  path: string,
  changes: ReadonlyMap<string, string | undefined>,
): Promise<void> {
  return store.slots.changeProperties(id, (all) => {
    const next = new Map(Object.entries(own(all, path)))
    for (const [name, value] of changes) {
      if (value === undefined) next.delete(name)
      else next.set(name, value)
    }
    const changed = replaced(all, path, Object.fromEntries(next))
    const grows = sizeOf(changed) > sizeOf(all)
    if (grows && (sizeOf(own(changed, path)) > mostOfFile || sizeOf(changed) > mostOfApp)) {
      throw new HubError('properties_full')
    }
    return changed
  })
}

interface PlaceOfApp {
  readonly id: AppId
  readonly path: string
}

/** Gives what is at `from`, and below it, to `to` as well. What was at `to` goes. */
export async function copyProperties(store: Store, from: PlaceOfApp, to: PlaceOfApp) {
  const copies = Object.entries(await store.slots.properties(from.id))
    .filter(([path]) => isWithin(path, from.path))
    .map(([path, values]) => [movedPath(path, from.path, to.path), values] as const)
  const before = await store.slots.properties(to.id)
  if (copies.length === 0 && !Object.keys(before).some((path) => isWithin(path, to.path))) return
  await store.slots.changeProperties(to.id, (now) => {
    const others = Object.entries(now).filter(([path]) => !isWithin(path, to.path))
    const next = Object.fromEntries([...others, ...copies])
    return sizeOf(next) > mostOfApp ? Object.fromEntries(others) : next
  })
}

/** Forgets what is at a path and below it. */
export async function removeProperties(store: Store, id: AppId, path: string): Promise<void> {
  const all = await store.slots.properties(id)
  if (!Object.keys(all).some((one) => isWithin(one, path))) return
  await store.slots.changeProperties(id, (now) =>
    Object.fromEntries(Object.entries(now).filter(([one]) => !isWithin(one, path))),
  )
}

/** By entries: a path may be `__proto__`. */
function replaced(all: Properties, path: string, values: Properties[string]): Properties {
  const others = Object.entries(all).filter(([one]) => one !== path)
  return Object.fromEntries(
    Object.keys(values).length > 0 ? [...others, [path, values] as const] : others,
  )
}

const own = (all: Properties, path: string): Properties[string] =>
  (Object.hasOwn(all, path) && all[path]) || {}

const sizeOf = (value: unknown) => JSON.stringify(value).length
