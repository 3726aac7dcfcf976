import type { AppModule } from '../../app-modules/manifest.ts'
import type { MergeHints } from './outcome.ts'

/** What an app's module says about its export, as the merge wants it. */
export const hintsOf = ({
  export: { volatile },
  merge,
}: Pick<AppModule, 'export' | 'merge'>): MergeHints => ({
  volatile,
  identity: merge?.identity ?? {},
  atomic: merge?.atomic ?? [],
})
