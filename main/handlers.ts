import { dialog, shell } from 'electron'
import { findHubs } from '../server/links/find-hubs.ts'
import type { Links } from '../server/links/links.ts'
import { createChoices } from './ipc/choices.ts'
import type { Handlers } from './ipc/schemas.ts'
import { desktopState, type Program, setPaused, setStartAtLogin } from './program.ts'

/** What answers the calls of the window: a line each. */
export function handlersOf(program: Program): Handlers {
  const { running, settings, updates, texts, places } = program
  const choices = createChoices()
  const links = (): Links => {
    if (!program.links) throw new Error(texts.t('linksFailed'))
    return program.links
  }
  return {
    signInToken: async () => running.hub.newWindowToken(),
    state: async () => desktopState(program),
    setPaused: (on) => setPaused(program, on),
    setStartAtLogin: async (on) => setStartAtLogin(program, on),
    async setUpdates(on) {
      settings.change({ updates: on })
      updates.set(on)
    },
    update: () => updates.update(),
    async showDataFolder() {
      const problem = await shell.openPath(places.data)
      if (problem) throw new Error(problem)
    },
    async chooseFile(kind) {
      const window = program.window.current
      const options = {
        properties: [kind === 'file' ? ('openFile' as const) : ('openDirectory' as const)],
      }
      const asked = window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options)
      const [path] = (await asked).filePaths
      return path === undefined ? undefined : choices.add(path, kind)
    },
    findHubs: () => findHubs(running.hub.status().id),
    addLink({ choice, app, writeBack, hub: other }) {
      const { path, kind } = choices.get(choice)
      const { url, key, pin } = other ?? {}
      return links().add({
        app,
        path,
        kind,
        writeBack,
        hub: url === undefined ? { kind: 'this' } : { kind: 'other', url, ...(pin && { pin }) },
        ...(key !== undefined && { key }),
      })
    },
    changeLink: async (id, change) => void (await links().change(id, change)),
    answerLink: (id, isMeant) => links().answer(id, isMeant),
    removeLink: (id) => links().remove(id),
    syncLink: (id, direction) => links().syncNow(id, direction),
    async showLink(id) {
      const link = links()
        .list()
        .find((one) => one.id === id)
      if (link) shell.showItemInFolder(link.path)
    },
  }
}
