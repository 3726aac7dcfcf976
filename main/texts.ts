/** What the tray, its menu and the notifications say. The window has texts of its own. */
export interface Texts {
  readonly locale: string
  readonly name: string
  readonly running: string
  readonly runningHere: string
  readonly paused: string
  readonly attention: string
  readonly noSync: string
  readonly lastSync: (device: string, app: string, ago: string) => string
  readonly justNow: string
  readonly waiting: (count: number) => string
  readonly open: string
  readonly copyAddress: string
  readonly lan: string
  readonly pause: string
  readonly resume: string
  readonly startAtLogin: string
  readonly look: string
  readonly looking: string
  readonly downloading: (version: string) => string
  readonly restart: (version: string) => string
  readonly updateFailed: string
  readonly quit: string
  readonly portTaken: (wanted: number, used: number) => string
  readonly storeFailed: string
  readonly damaged: (count: number) => string
  readonly notListening: (where: string, reason: string) => string
  readonly linkStopped: (file: string, problem: string) => string
  readonly linkAsks: (file: string) => string
  readonly linksFailed: string
  readonly wantsToPair: (device: string) => string
  readonly compare: (app: string, code: string) => string
  readonly approve: string
  readonly deny: string
  readonly shrank: (app: string) => string
  readonly shrankHow: (device: string, before: string, after: string) => string
  readonly undo: string
  readonly undone: (app: string) => string
  readonly undoneHow: string
  readonly failed: string
  readonly needsYou: string
  readonly stillThere: string
  readonly closedToTray: string
  readonly closedToTaskbar: string
  readonly notStarted: string
  readonly stopped: string
  readonly stoppedWhy: (problem: string) => string
  readonly lanFirst: string
  readonly lanFirewall: string
  readonly goOn: string
  readonly cancel: string
}

const en: Texts = {
  locale: 'en',
  name: 'SxncD hub',
  running: 'Running',
  runningHere: 'Running, for this computer only',
  paused: 'Paused: nothing syncs',
  attention: 'Needs your attention',
  noSync: 'Nothing has synced yet',
  lastSync: (device, app, ago) => `Last sync: ${device}, ${app}, ${ago}`,
  justNow: 'just now',
  waiting: (count) =>
    count === 1 ? 'A device asks to connect…' : `${count} devices ask to connect…`,
  open: 'Open SxncD',
  copyAddress: 'Copy address',
  lan: 'Let devices on this network connect',
  pause: 'Pause syncing',
  resume: 'Resume syncing',
  startAtLogin: 'Start when I sign in',
  look: 'Check for updates',
  looking: 'Checking for updates…',
  downloading: (version) => `Downloading version ${version}…`,
  restart: (version) => `Restart to update to ${version}`,
  updateFailed: 'The update failed; try again',
  quit: 'Quit',
  portTaken: (wanted, used) =>
    `Port ${wanted} is in use by another program, so the hub uses ${used} until it starts again. Devices that know the old address do not find it. Stop that program, then restart SxncD.`,
  storeFailed: 'The hub cannot store anything any more. Check the disk, then restart SxncD.',
  damaged: (count) =>
    count === 1
      ? 'A damaged file was set aside. Open SxncD to see which.'
      : `${count} damaged files were set aside. Open SxncD to see which.`,
  notListening: (where, reason) =>
    `Devices cannot reach the hub at ${where} (${reason}). Another program may use the same port.`,
  linkStopped: (file, problem) => `${file}: ${problem}`,
  linkAsks: (file) => `Send “${file}”? Open SxncD to answer.`,
  linksFailed: 'The linked files do not work. Restart SxncD; its log says more.',
  wantsToPair: (device) => `${device} asks to connect`,
  compare: (app, code) => `${app}. Approve only if the device shows the code ${code}.`,
  approve: 'Approve',
  deny: 'Deny',
  shrank: (app) => `${app}: the settings became much smaller`,
  shrankHow: (device, before, after) =>
    `${device} sent ${after} where there were ${before}. If that is not what you wanted, undo it.`,
  undo: 'Undo',
  undone: (app) => `${app}: undone`,
  undoneHow: 'Every device takes the earlier settings on its next sync.',
  failed: 'That did not work',
  needsYou: 'SxncD needs your attention',
  stillThere: 'SxncD keeps running',
  closedToTray:
    'The hub stays where the small icons are: click its icon to open the window again, or to quit.',
  closedToTaskbar:
    'This desktop has no place for small icons, so the window is only minimised. To end the hub, choose Quit in its menu or press Ctrl+Q.',
  notStarted: 'SxncD cannot start',
  stopped: 'SxncD had to stop',
  stoppedWhy: (problem) =>
    `All that was synced is on the disk. Start SxncD again; if this comes back, please report it:\n\n${problem}`,
  lanFirst: 'Let devices on this network connect?',
  lanFirewall:
    'Your system may ask next whether SxncD may be reached from the network. Allow it for private networks, or your devices will not find the hub.',
  goOn: 'Go on',
  cancel: 'Cancel',
}

const de: Texts = {
  locale: 'de',
  name: 'SxncD-Hub',
  running: 'Läuft',
  runningHere: 'Läuft, nur für diesen Computer',
  paused: 'Angehalten: nichts wird abgeglichen',
  attention: 'Braucht deine Aufmerksamkeit',
  noSync: 'Noch wurde nichts abgeglichen',
  lastSync: (device, app, ago) => `Letzter Abgleich: ${device}, ${app}, ${ago}`,
  justNow: 'gerade eben',
  waiting: (count) =>
    count === 1 ? 'Ein Gerät möchte sich verbinden…' : `${count} Geräte möchten sich verbinden…`,
  open: 'SxncD öffnen',
  copyAddress: 'Adresse kopieren',
  lan: 'Geräte in diesem Netzwerk zulassen',
  pause: 'Abgleich anhalten',
  resume: 'Abgleich fortsetzen',
  startAtLogin: 'Beim Anmelden starten',
  look: 'Nach Updates suchen',
  looking: 'Suche nach Updates…',
  downloading: (version) => `Version ${version} wird geladen…`,
  restart: (version) => `Neu starten und auf ${version} aktualisieren`,
  updateFailed: 'Update fehlgeschlagen; noch einmal versuchen',
  quit: 'Beenden',
  portTaken: (wanted, used) =>
    `Port ${wanted} wird von einem anderen Programm benutzt, daher nimmt der Hub bis zum nächsten Start ${used}. Geräte mit der alten Adresse finden ihn nicht. Beende das Programm und starte SxncD neu.`,
  storeFailed: 'Der Hub kann nichts mehr speichern. Prüfe den Datenträger und starte SxncD neu.',
  damaged: (count) =>
    count === 1
      ? 'Eine beschädigte Datei wurde beiseitegelegt. Öffne SxncD, um sie zu sehen.'
      : `${count} beschädigte Dateien wurden beiseitegelegt. Öffne SxncD, um sie zu sehen.`,
  notListening: (where, reason) =>
    `Geräte erreichen den Hub nicht unter ${where} (${reason}). Vielleicht benutzt ein anderes Programm denselben Port.`,
  linkStopped: (file, problem) => `${file}: ${problem}`,
  linkAsks: (file) => `„${file}“ senden? Öffne SxncD, um zu antworten.`,
  linksFailed:
    'Die verknüpften Dateien funktionieren nicht. Starte SxncD neu; mehr steht im Protokoll.',
  wantsToPair: (device) => `${device} möchte sich verbinden`,
  compare: (app, code) => `${app}. Nur erlauben, wenn das Gerät den Code ${code} zeigt.`,
  approve: 'Erlauben',
  deny: 'Ablehnen',
  shrank: (app) => `${app}: Die Einstellungen sind viel kleiner geworden`,
  shrankHow: (device, before, after) =>
    `${device} hat ${after} geschickt, wo ${before} waren. Wenn du das nicht wolltest, mach es rückgängig.`,
  undo: 'Rückgängig',
  undone: (app) => `${app}: rückgängig gemacht`,
  undoneHow: 'Jedes Gerät nimmt beim nächsten Abgleich die früheren Einstellungen.',
  failed: 'Das hat nicht geklappt',
  needsYou: 'SxncD braucht deine Aufmerksamkeit',
  stillThere: 'SxncD läuft weiter',
  closedToTray:
    'Der Hub bleibt bei den kleinen Symbolen: Ein Klick auf seines öffnet das Fenster wieder oder beendet ihn.',
  closedToTaskbar:
    'Dieser Desktop hat keinen Platz für kleine Symbole, darum ist das Fenster nur minimiert. Der Hub endet mit „Beenden“ in seinem Menü oder mit Strg+Q.',
  notStarted: 'SxncD kann nicht starten',
  stopped: 'SxncD musste anhalten',
  stoppedWhy: (problem) =>
    `Alles Abgeglichene ist gespeichert. Starte SxncD neu; wenn das wiederkommt, melde es bitte:\n\n${problem}`,
  lanFirst: 'Geräte in diesem Netzwerk zulassen?',
  lanFirewall:
    'Gleich fragt dein System vielleicht, ob SxncD aus dem Netzwerk erreichbar sein darf. Erlaube es für private Netzwerke, sonst finden deine Geräte den Hub nicht.',
  goOn: 'Weiter',
  cancel: 'Abbrechen',
}

/** @param locale as the system names it, such as `de-AT` */
export const textsFor = (locale: string): Texts => (/^de\b/i.test(locale) ? de : en)
