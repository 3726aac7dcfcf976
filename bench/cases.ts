import type { LoadJob } from './load.ts'
import type { Plan } from './plan.ts'
import type { Case } from './rounds.ts'
import type { Servers } from './servers.ts'

/** The names of the cases of one size, under which their figures are found. */
export const caseNames = (plan: Plan, size: number) => {
  const kB = `${size / 1_000} kB`
  const [few, many] = [plan.active, plan.slots].map((count) => count.toLocaleString('en'))
  const both = (action: string) => ({
    small: `${action}, ${kB}, ${few} slots`,
    big: `${action}, ${kB}, ${many} slots, ${few} of them in use`,
    spread: `${action}, ${kB}, ${many} slots, all in use`,
  })
  return {
    bare: `bare Fastify route, ${kB}`,
    disk: `bare disk, ${kB}: write, sync, rename, sync the folder`,
    first: {
      none: `none, ${kB}, ${few} slots of the first server`,
      write: `incomingNewer, ${kB}, ${few} slots of the first server`,
    },
    none: both('none'),
    write: both('incomingNewer'),
  }
}

/** The cases of one size: a bare route and a bare disk, and next to each of them the hubs. */
export function casesOf(plan: Plan, servers: Servers, size: number): Case[] {
  const { load, disk, bare, small, big, first } = servers
  const { connections, active, roundMs: ms } = plan
  const names = caseNames(plan, size)
  const job = { size, connections, slots: active }
  type Place = Pick<typeof small, 'pid' | 'port' | 'keys'>
  const hub = (name: string, at: Place, action: LoadJob['action']): Case => ({
    ...{ name, pid: at.pid, ms },
    run: (ms) => load.ask({ ...job, port: at.port, keys: at.keys, action, ms }),
  })
  return [
    hub(names.bare, { ...small, ...bare }, 'echo'),
    hub(names.none.small, small, 'none'),
    hub(names.none.big, big, 'none'),
    {
      ...{ name: names.disk, pid: disk.pid, ms },
      run: (ms) => disk.ask({ folder: disk.folder, size, writers: connections, ms }),
    },
    hub(names.write.small, small, 'incomingNewer'),
    hub(names.write.big, big, 'incomingNewer'),
    ...(first
      ? [hub(names.first.none, first, 'none'), hub(names.first.write, first, 'incomingNewer')]
      : []),
  ]
}

/**
 * Requests to all slots, most of which the hub has to read from disk first. They come after the
 * others, since they change what the hub holds in memory.
 */
export function spreadCases(plan: Plan, { load, big }: Servers, size: number): Case[] {
  const names = caseNames(plan, size)
  const { connections, slots, spread } = plan
  const spreadCase = (name: string, action: LoadJob['action']): Case => ({
    ...{ name, pid: big.pid, ...spread },
    run: (ms) => load.ask({ port: big.port, keys: big.keys, slots, size, connections, action, ms }),
  })
  return [spreadCase(names.none.spread, 'none'), spreadCase(names.write.spread, 'incomingNewer')]
}
