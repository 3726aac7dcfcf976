import type { AppModule } from '../../../app-modules/manifest.ts'
import { isOwn } from '../../apps/own-module.ts'
import type { App } from '../schemas/apps.ts'

export const appView = (module: AppModule, on: boolean): App => {
  const { type, name, description, homepage, connects, httpsOnly, steps } = module
  return {
    type,
    name,
    description,
    homepage,
    connects,
    ...(httpsOnly && { httpsOnly }),
    on,
    ...(isOwn(module) && { own: true }),
    export: module.export,
    ...(module.files?.main !== undefined && { mainFile: module.files.main }),
    steps,
  }
}
