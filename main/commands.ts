import { app, clipboard, dialog } from 'electron'
import type { NoticeCommand } from './notices/notices.ts'
import { showNews } from './notices/show-notice.ts'
import { type Program, setPaused, setStartAtLogin } from './program.ts'
import type { Command } from './tray/menu.ts'

/** What the lines of the menu do. */
export function commandsOf(program: Program): Record<Command, () => Promise<void>> {
  const { window, status, updates } = program
  return {
    open: () => window.show(),
    'open-pairings': () => window.show({ page: '/' }),
    'open-problems': () => window.show({ page: '/hub' }),
    'copy-address': async () => clipboard.writeText(status.get().address),
    'toggle-lan': () => toggleLan(program),
    'toggle-pause': () => setPaused(program, !status.get().paused),
    'toggle-start-at-login': async () => setStartAtLogin(program, !status.get().startAtLogin.on),
    update: () => updates.update(),
    quit: async () => app.quit(),
  }
}

/** What clicks on notifications do. */
export async function followNotice(program: Program, command: NoticeCommand): Promise<void> {
  const { window, api } = program
  switch (command.do) {
    case 'open':
      return window.show({ page: command.page })
    case 'approve':
      return api.approve(command.id)
    case 'deny':
      return api.deny(command.id)
    case 'restore':
      await api.restore(command.app, command.version)
      return tellUndone(program, command.app)
  }
}

function tellUndone({ running, texts, window }: Program, app: string): void {
  const title = texts.t('undone', { app: running.hub.appName(app) })
  const page = `/apps/${encodeURIComponent(app)}`
  showNews(title, texts.t('undoneHow'), () => void window.show({ page }))
}

/** The same setting that the window has. The system's question must not come out of the blue. */
async function toggleLan({ api, status, settings, texts, watch }: Program): Promise<void> {
  const on = !status.get().lan
  const isNews = on && process.platform !== 'linux' && !settings.get().lanExplained
  if (isNews && !(await wantsLan(texts))) return watch.look()
  if (isNews) settings.change({ lanExplained: true })
  await api.setLan(on)
  await watch.look()
}

async function wantsLan({ t }: Program['texts']) {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: t('lanFirst'),
    detail: t('lanFirewall'),
    buttons: [t('goOn'), t('cancel')],
    cancelId: 1,
  })
  return response === 0
}
