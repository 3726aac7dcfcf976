import { Menu, type MenuItemConstructorOptions } from 'electron'

/**
 * The menu of the window: without it macOS knows no copy and paste, and nobody could zoom. There is
 * no reload and there are no tools for developers, but while being developed.
 */
export function setUpAppMenu(isDeveloped: boolean): void {
  const isMac = process.platform === 'darwin'
  const developer: MenuItemConstructorOptions[] = isDeveloped
    ? [{ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' }]
    : []
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    ...developer,
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      // Where there is no tray, this is the way out.
      isMac ? { role: 'appMenu' } : { role: 'fileMenu', submenu: [{ role: 'quit' }] },
      { role: 'editMenu' },
      { role: 'viewMenu', submenu: view },
      { role: 'windowMenu' },
    ]),
  )
}
