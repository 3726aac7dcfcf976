import type { Change, Step } from './compare.ts'

export type Action = 'added' | 'removed' | 'changed'

/** One thing worth saying about a difference. */
export type Fact =
  /** Some of many of a kind: "2 apps added". */
  | { kind: 'items'; action: Action; key: string; count: number; names: string[] }
  /** One setting, by its path: "theme changed". */
  | { kind: 'setting'; action: Action; path: string[] }
  /** Too many settings to name. */
  | { kind: 'settings'; action: Action; count: number }
  | { kind: 'reordered'; key: string }

/** More settings than this are counted rather than named. */
const mostNamed = 3

/** What a difference comes down to, the most telling first. Volatile changes are left out. */
export function factsOf(changes: readonly Change[]): Fact[] {
  const steady = changes.filter((change) => !change.volatile)
  const inItems = steady.filter((change) => change.path.some(({ item }) => item))
  const others = steady.filter((change) => !inItems.includes(change))
  const settings = others.filter(({ kind }) => kind !== 'reordered')
  const reordered = steady.filter(({ kind }) => kind === 'reordered')
  return [
    ...itemFacts(inItems.filter(({ kind }) => kind !== 'reordered')),
    ...settingFacts(settings),
    ...reordered.map(({ path }) => ({ kind: 'reordered' as const, key: lastKey(path) })),
  ]
}

const lastKey = (path: readonly Step[]) => path.findLast(({ item }) => !item)?.key ?? ''

/** Counts the items of each list that came, went or changed; an item counts once. */
function itemFacts(changes: readonly Change[]): Fact[] {
  const groups = new Map<string, { action: Action; key: string; names: Map<string, string> }>()
  for (const change of changes) {
    const place = change.path.findIndex(({ item }) => item)
    const step = change.path[place] as Step
    const isWhole = place === change.path.length - 1
    const action = isWhole && change.kind !== 'reordered' ? change.kind : 'changed'
    const list = change.path.slice(0, place)
    const id = JSON.stringify([action, list.map(({ key }) => key)])
    const group = groups.get(id) ?? { action, key: lastKey(list), names: new Map() }
    group.names.set(step.key, step.name ?? step.key)
    groups.set(id, group)
  }
  return [...groups.values()]
    .toSorted((a, b) => rank[a.action] - rank[b.action])
    .map(({ action, key, names }) => ({
      kind: 'items',
      action,
      key,
      count: names.size,
      names: [...names.values()],
    }))
}

const rank: Record<Action, number> = { added: 0, removed: 1, changed: 2 }

/** Names the settings that changed, by their group where several of one group did. */
function settingFacts(changes: readonly Change[]): Fact[] {
  const groups = Map.groupBy(changes, ({ path }) => path[0]?.key ?? '')
  const facts = [...groups].map(([key, [first, ...more]]): Fact & { kind: 'setting' } => {
    const alone = first !== undefined && more.length === 0
    const action = alone && first.kind !== 'reordered' ? first.kind : 'changed'
    const path = alone ? first.path.map((step) => step.key) : [key]
    return { kind: 'setting', action, path: path.filter((part) => part !== '') }
  })
  if (facts.length <= mostNamed) return facts
  const byAction = Map.groupBy(facts, ({ action }) => action)
  return [...byAction].map(([action, { length }]) => ({ kind: 'settings', action, count: length }))
}
