import type { FastifyInstance, FastifySchema } from 'fastify'
import type { Access } from './access.ts'

/** A route as it was registered. */
export interface ListedRoute {
  readonly method: string
  readonly url: string
  readonly access: Access
  readonly schema: FastifySchema
  /** Whether it is served now; missing where it always is. */
  readonly isOn?: (() => boolean) | undefined
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** While it answers false, there is nothing at the address of the route. */
    isOn?: () => boolean
  }
  interface FastifyInstance {
    /** Every route of the hub and who may call it. */
    readonly routeTable: readonly ListedRoute[]
  }
}

/** Lists every route that is registered from now on. One that names no access is not served. */
export function setUpRouteTable(app: FastifyInstance): void {
  const routes: ListedRoute[] = []
  app.decorate('routeTable', routes)
  app.addHook('onRoute', ({ method: methods, url, config, schema = {} }) => {
    const access = config?.access
    if (!access) throw new Error(`${url} does not say who may call it`)
    for (const method of [methods].flat()) {
      routes.push({ method, url, access, schema, isOn: config.isOn })
    }
  })
}
