import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInModules, loadAppModules } from '../../app-modules/index.ts'
import { hintsOf } from '../../server/merge/hints-of.ts'
import { mergeTexts } from '../../server/merge/merge-texts.ts'

const { modules } = loadAppModules([builtInModules])

/** Parsed settings, of whatever app. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is that of each app's export
type Settings = any
type Edit = (settings: Settings) => void

/** A few things that a person does in an app: two at a time are done on two devices. */
const edits: Readonly<Record<string, readonly [here: Edit, there: Edit]>> = {
  'dark-reader': [
    (on) => {
      on.disabledFor.push('forum.example.org')
      on.theme.brightness = 80
    },
    (on) => {
      on.disabledFor.push('maps.example.net')
      on.customThemes[1].theme.contrast = 120
    },
  ],
  blocktube: [
    (on) => on.filterData.channelName.push('Loud Toys'),
    (on) => {
      on.filterData.comment.push('second!')
      on.filterData.vidLength[0] = 90
    },
  ],
  'cookie-autodelete': [
    (on) => on.default.push({ ...on.default[0], id: 'new-1', expression: 'a.example.org' }),
    (on) => {
      on.default.push({ ...on.default[0], id: 'new-2', expression: 'b.example.org' })
      on.default[1].cleanAllCookies = !on.default[1].cleanAllCookies
    },
  ],
  'droid-ify': [
    (on) => on.favouriteApps.push('org.example.one'),
    (on) => {
      on.favouriteApps.push('org.example.two')
      on.enabledRepoIds.push('9')
    },
  ],
  electerm: [
    (on) => {
      on.bookmarks.push({ ...on.bookmarks[0], id: 'nEw0001', title: 'Cellar' })
      on.bookmarkGroups[0].bookmarkIds.push('nEw0001')
    },
    (on) => {
      on.bookmarks[1].port = 2222
      on.quickCommands.push({ ...on.quickCommands[0], id: 'nEw0002', name: 'Load' })
    },
  ],
  foxyproxy: [
    (on) => {
      const own = { title: 'New tunnel', active: true, include: [], exclude: [] }
      on.data.push({ ...on.data[0], ...own })
    },
    (on) => {
      on.data[0].active = !on.data[0].active
      on.data[0].include.push({
        type: 'wildcard',
        title: 'New',
        pattern: '*.new.example',
        active: true,
      })
    },
  ],
  gesturefy: [
    (on) => on.Exclusions.push('*://a.example.org/*'),
    (on) => {
      on.Exclusions.push('*://b.example.org/*')
      on.Gestures[0].label = 'Go back'
    },
  ],
  libredirect: [
    (on) => on.invidious.push('https://a.example.org'),
    (on) => {
      on.invidious.push('https://b.example.org')
      on.exceptions.url.push('https://c.example.org')
    },
  ],
  libretube: [
    (on) => on.subscriptions.push({ ...on.subscriptions[0], channelId: 'UCnew1', name: 'New' }),
    (on) => {
      on.subscriptions.push({ ...on.subscriptions[0], channelId: 'UCnew2', name: 'Newer' })
      on.preferences[0].value = 'changed'
    },
  ],
  piliplus: [
    (on) => {
      on.setting.defaultVideoQa = 64
    },
    (on) => {
      on.setting.newKey = true
    },
  ],
  sidebery: [
    (on) => on.sidebar.nav.push('newPanel1'),
    (on) =>
      on.containers['firefox-container-1'].reopenRules.push({
        id: 'new',
        active: true,
        type: 0,
        url: 'a.example',
        name: '',
      }),
  ],
  singlefile: [
    (on) => on.rules.push({ ...on.rules[1], url: 'a.example.org' }),
    (on) => {
      on.rules.push({ ...on.rules[1], url: 'b.example.org' })
      on.rules[0].autoSaveProfile = 'changed'
    },
  ],
  sponsorblock: [
    (on) => on.categorySelections.push({ name: 'new', option: 1 }),
    (on) => {
      on.categorySelections[0].option = on.categorySelections[0].option === 1 ? 2 : 1
      on.invidiousInstances.push('new.example.org')
    },
  ],
  voyager: [
    (on) => {
      on.dexie.data.data[0].rows.push({ ...on.dexie.data.data[0].rows[0], key: 'new' })
    },
    (on) => {
      on.dexie.data.tables[1].rowCount += 1
    },
  ],
  obtainium: [
    (on) => {
      on.apps.push({ ...on.apps[0], id: 'org.example.new', name: 'New' })
      on.apps[1].pinned = true
      on.exportedAt = '2026-06-01T10:00:00.000000'
    },
    (on) => {
      on.settings.theme = 1
      on.apps.splice(2, 1)
      on.apps[1].categories.push('Travel')
      on.exportedAt = '2026-06-01T11:00:00.000000'
    },
  ],
  redirector: [
    (on) => on.redirects.push({ ...on.redirects[0], includePattern: 'https://a.example.org/*' }),
    (on) => {
      on.redirects.push({ ...on.redirects[0], includePattern: 'https://b.example.org/*' })
      on.redirects[1].disabled = true
    },
  ],
  stylus: [
    (on) => {
      on.push({ ...on[2], _id: 'new', name: 'New' })
      on[0].order.main.push('new')
    },
    (on) => {
      on[0].settings.popupWidth = 300
      on[1].enabled = false
    },
  ],
  'super-productivity': [
    (on) => addTask(on, 'tNew1', 'Call the plumber'),
    (on) => {
      addTask(on, 'tNew2', 'Buy nails')
      on.data.task.entities.tA3fence.isDone = true
    },
  ],
  thunder: [
    (on) => on.setting_general_keyword_filters.push('lottery'),
    (on) => {
      on.setting_general_keyword_filters.push('weather')
      on.setting_theme_app_theme = 1
    },
  ],
  ublacklist: [
    (on) =>
      on.subscriptions.push({ ...on.subscriptions[0], url: 'https://lists.example.org/a.txt' }),
    (on) => {
      on.subscriptions.push({ ...on.subscriptions[0], url: 'https://lists.example.org/b.txt' })
      on.dialogTheme = 'dark'
    },
  ],
  'ublock-origin': [
    (on) => {
      on.whitelist.push('bank.example.org')
      on.timeStamp += 1
    },
    (on) => {
      on.whitelist.push('school.example.org')
      on.userSettings.uiTheme = 'light'
      on.timeStamp += 2
    },
  ],
  vimium: [
    (on) => on.exclusionRules.push({ passKeys: '', pattern: 'https?://a.example.org/*' }),
    (on) => {
      on.exclusionRules.push({ passKeys: 'j', pattern: 'https?://b.example.org/*' })
      on.scrollStepSize = 60
    },
  ],
  zeroomega: [
    (on) =>
      on['+proxy'].bypassList.push({ pattern: 'a.example', conditionType: 'BypassCondition' }),
    (on) => {
      on['+proxy'].bypassList.push({ pattern: 'b.example', conditionType: 'BypassCondition' })
      on['+office'].fallbackProxy.port = 1081
      on['+office'].revision = '19ab3c5e005'
    },
  ],
}

function addTask({ data }: Settings, id: string, title: string) {
  data.task.ids.push(id)
  data.task.entities[id] = { ...data.task.entities.tA1water, id, title }
  data.project.entities.INBOX_PROJECT.taskIds.push(id)
}

/** Lists that have an identity, in an order of their own: both devices add at the end. */
const sorted = (json: Settings): Settings => {
  if (Array.isArray(json)) return json.map(sorted).sort((a, b) => (text(a) < text(b) ? -1 : 1))
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, sorted(value)]))
}
const text = (json: Settings) => JSON.stringify(json)

const merging = [...modules.values()].filter(({ merge }) => merge)

test('every module whose export is JSON and that holds a list of things has hints', () => {
  const json = [...modules.values()].filter(({ export: { format } }) => format === 'json')
  expect(Object.keys(edits).sort()).toEqual(json.map(({ type }) => type).sort())
  // Its lists hold comments and empty lines: no item tells itself from the others.
  const without = json.filter((module) => !module.merge).map(({ type }) => type)
  expect(without).toEqual(['blocktube'])
  for (const {
    export: { format },
  } of merging)
    expect(format).toBe('json')
})

test.each(Object.entries(edits))('%s: two edits at once end with both', (type, [here, there]) => {
  const module = modules.get(type)
  if (!module) throw new Error(type)
  const base = readFileSync(join(module.folder, 'sample.json'), 'utf8')
  const indent = /\n(\s+)/.exec(base)?.[1] ?? ''
  const after = (...done: Edit[]) => {
    const settings = JSON.parse(base)
    for (const edit of done) edit(settings)
    return settings
  }
  const [mine, theirs] = [after(here), after(there)].map((one) => JSON.stringify(one, null, indent))
  for (const newer of ['mine', 'theirs'] as const) {
    const outcome = mergeTexts({
      base,
      mine: mine ?? '',
      theirs: theirs ?? '',
      newer,
      hints: hintsOf(module),
    })
    if (outcome.kind !== 'merged') throw new Error(outcome.reason)
    expect(outcome.choices).toEqual([])
    const merged = JSON.parse(outcome.text)
    // The later edit is the newer one's: so are the values that change by themselves.
    const both = newer === 'theirs' ? after(here, there) : after(there, here)
    if ('timeStamp' in both)
      both.timeStamp = JSON.parse((newer === 'mine' ? mine : theirs) ?? '').timeStamp
    expect(sorted(merged)).toEqual(sorted(both))
  }
})
