import type { Program } from '../program.ts'
import { showNews } from './show-notice.ts'

/** Does what a click asks for; a person learns of it where that fails. */
export type Attempt = (work: Promise<void>) => Promise<void>

export const attemptFor =
  ({ log, texts, window }: Program): Attempt =>
  (work) =>
    work.catch((err: Error) => {
      log.error({ err }, 'what a click asked for did not work')
      showNews(texts.t('failed'), err.message, () => void window.show())
    })
