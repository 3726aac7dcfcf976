import type { AppModule } from '../../../app-modules/manifest.ts'
import { acceptedLanguages, defaultLanguage, pickLanguage } from '../../../texts/languages.ts'
import { isOwn } from '../../apps/own-module.ts'
import type { App } from '../schemas/apps.ts'

/** @param accepted the Accept-Language header of who asks; what has no text in it is in English */
export const appView = (module: AppModule, on: boolean, accepted?: string): App => {
  const { type, name, homepage, category, connects, httpsOnly, texts = {} } = module
  const known = [...Object.keys(texts), defaultLanguage]
  const told = texts[pickLanguage(known, acceptedLanguages(accepted))]
  const { description, steps } = told ?? module
  return {
    type,
    name,
    description,
    homepage,
    connects,
    ...(category && { category }),
    ...(httpsOnly && { httpsOnly }),
    on,
    ...(isOwn(module) && { own: true }),
    export: { ...module.export, ...(told && { secretsNote: told.secretsNote }) },
    ...(module.files?.main !== undefined && { mainFile: module.files.main }),
    steps,
  }
}
