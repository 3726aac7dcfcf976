import type { Config } from '../../server/config/config.ts'
import { setUpLinks } from '../links.ts'
import type { Base, Program } from '../program.ts'
import { hubApi } from './hub-api.ts'
import { runHub } from './run-hub.ts'
import { watchHub } from './watch-hub.ts'

export type HubParts = Pick<Program, 'running' | 'api' | 'watch' | 'links'>

/** Starts the hub, the linked files, and what watches both. @throws what keeps the hub from starting */
export async function setUpHub(
  base: Base,
  config: Config,
  onFailure: (error: unknown) => void,
): Promise<HubParts> {
  const { log, status, texts, now } = base
  const running = await runHub(config, { log }, onFailure)
  base.atEnd(running.close)
  const api = hubApi(() => running.hub)
  let linksProblem: string | undefined
  const watch = watchHub({
    ...{ running, api, status, texts, now },
    linksProblem: () => linksProblem,
    onError: (err) => log.error({ err }, 'the state of the hub could not be read'),
  })
  base.atEnd(watch.close)
  const { links, problem } = await setUpLinks(base, { url: running.url, api }, watch.lookSoon)
  linksProblem = problem
  if (links) base.atEnd(() => links.close())
  await watch.look()
  return { running, api, watch, links }
}
