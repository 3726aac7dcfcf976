import type { AppModule } from '../../../app-modules/manifest.ts'
import { isOwn } from '../../apps/own-module.ts'
import type { App } from '../schemas/apps.ts'

export const appView = (module: AppModule, on: boolean): App => {
  const { type, name, description, homepage, connects, steps } = module
  const own = isOwn(module) && { own: true }
  return { type, name, description, homepage, connects, on, ...own, export: module.export, steps }
}
