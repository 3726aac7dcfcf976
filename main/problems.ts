import { basename } from 'node:path'
import type { HubStatus } from '../server/hub.ts'
import type { LinkView } from '../server/links/link.ts'
import type { Problem } from './status.ts'
import type { Texts } from './texts.ts'

/** What can be wrong, as the parts of the program know it. */
export interface Facts {
  readonly port: number
  readonly takenPort: number | undefined
  readonly store: HubStatus['store']
  readonly lan: HubStatus['lan']
  readonly links: readonly LinkView[]
  /** The links could not be opened, or what was wrong with their file. */
  readonly linksProblem: string | undefined
}

/** What a person should do something about, the worst first. */
export function problemsOf(facts: Facts, texts: Texts): Problem[] {
  const { store, takenPort, lan, linksProblem } = facts
  const damaged = store.problems.length
  const unheard = lan.on ? lan.problems.filter(({ what }) => what === 'listen') : []
  return [
    ...(store.failed === undefined ? [] : [{ key: 'store', text: texts.t('storeFailed') }]),
    // More of them are more to know of.
    ...(damaged === 0
      ? []
      : [{ key: `damaged ${damaged}`, text: texts.t('damaged', { n: damaged }) }]),
    ...(takenPort === undefined
      ? []
      : [
          {
            key: 'port',
            text: texts.t('portTaken', { wanted: String(takenPort), used: String(facts.port) }),
          },
        ]),
    ...unheard.map(({ where, reason }) => ({
      key: `listen ${where}`,
      text: texts.t('notListening', { where, reason }),
    })),
    ...(linksProblem === undefined ? [] : [{ key: 'links', text: linksProblem }]),
    ...facts.links
      .filter(({ state }) => state === 'stopped')
      .map(({ id, path, problem = '' }) => ({
        key: `link ${id} ${problem}`,
        text: `${basename(path)}: ${problem}`,
      })),
    ...facts.links.flatMap(({ id, state, question }) =>
      state === 'asking' && question
        ? [
            {
              key: `link ${id} asks ${question.fileState}`,
              text: texts.t('linkAsks', { file: question.name }),
            },
          ]
        : [],
    ),
  ]
}
