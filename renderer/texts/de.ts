import type { Texts } from './translate.ts'

export const de: Texts = {
  'action.cancel': 'Abbrechen',
  'action.close': 'Schließen',
  'action.copy': 'Kopieren',
  'action.done': 'Fertig',
  'action.reload': 'Seite neu laden',
  'action.retry': 'Noch einmal versuchen',
  'action.save': 'Speichern',
  'action.undo': 'Rückgängig',

  'state.loading': 'Lädt …',
  'state.broken':
    'Diese Seite ließ sich nicht anzeigen. Vielleicht wurde der Hub inzwischen aktualisiert; lade die Seite neu.',
  'live.lost': 'Der Hub antwortet nicht. Neuer Versuch …',
  'time.now': 'gerade eben',
  'toasts.label': 'Meldungen',
  'copy.done': 'Kopiert',
  'copy.byHand':
    'Dieser Browser lässt die Seite nicht kopieren. Der Text ist markiert: drücke Strg C.',

  'nav.label': 'Seiten',
  'nav.skip': 'Zum Inhalt springen',
  'nav.home': '{hub}, zu allen Apps',
  'nav.apps': 'Apps',
  'nav.files': 'Dateien',
  'nav.members': 'Mitglieder',
  'nav.hub': 'Hub',
  'role.owner': 'Besitzer',
  'role.member': 'Mitglied',

  'theme.label': 'Farben',
  'theme.system': 'Wie das System',
  'theme.light': 'Hell',
  'theme.dark': 'Dunkel',
  'language.label': 'Sprache',
  'look.title': 'Aussehen und Sprache',
  'look.lead': 'Wird nur in diesem Browser gemerkt.',

  'field.name': 'Name',
  'field.yourName': 'Dein Name',
  'field.nameMissing': 'Gib einen Namen ein.',
  'field.password': 'Passwort',

  'password.title': 'Passwort',
  'password.none': 'Dieses Konto hat kein Passwort. Du meldest dich über einen Anbieter an.',
  'password.noneHere':
    'Dieses Konto hat kein Passwort: Dieses Fenster lässt dich hinein. Lege eines fest, um dich auch im Browser eines anderen Geräts anzumelden.',
  'password.set': 'Passwort festlegen',
  'password.change': 'Passwort ändern',
  'password.changed': 'Das Passwort wurde geändert.',
  'password.save': 'Passwort speichern',
  'password.current': 'Jetziges Passwort',
  'password.new': 'Neues Passwort',
  'password.again': 'Noch einmal dasselbe',
  'password.show': 'Eingabe zeigen',
  'password.hide': 'Eingabe verbergen',
  'password.advice': 'Mindestens {min} Zeichen. Gut sind ein paar Wörter ohne Zusammenhang.',
  'password.tooShort': 'Zu kurz: mindestens {min} Zeichen sind nötig.',
  'password.different': 'Die beiden sind nicht gleich.',
  'password.strength.short': 'Noch zu kurz.',
  'password.strength.weak': 'Leicht zu erraten. Nimm etwas Längeres oder Selteneres.',
  'password.strength.fair': 'Gut.',
  'password.strength.good': 'Sehr gut.',

  'signIn.title': 'Anmelden',
  'signIn.button': 'Anmelden',
  'signIn.or': 'oder',
  'signIn.with': 'Anmelden mit {provider}',
  'signIn.ended': 'Du wurdest abgemeldet. Melde dich wieder an, um weiterzumachen.',
  'signIn.forgotten':
    'Passwort vergessen? Der Besitzer des Hubs kann ein neues festlegen, mit dem Befehl „sxncd account password“.',
  'signIn.problem.denied': 'Der Anbieter durfte dich nicht anmelden. Es wurde nichts geändert.',
  'signIn.problem.state':
    'Diese Anmeldung wurde in einem anderen Browser oder vor langer Zeit begonnen und deshalb abgelehnt. Versuche es von hier aus noch einmal.',
  'signIn.problem.expired':
    'Das hat zu lange gedauert, die Anmeldung ist abgelaufen. Versuche es noch einmal.',
  'signIn.problem.provider_down':
    'Der Anbieter ist gerade nicht erreichbar. Versuche es später noch einmal.',
  'signIn.problem.provider_refused':
    'Die Antwort des Anbieters war nicht in Ordnung, deshalb wurde niemand angemeldet. Bitte den Besitzer, die Einstellungen des Anbieters zu prüfen.',
  'signIn.problem.closed':
    'Hier gibt es kein Konto für dich, und dieser Hub nimmt keine neuen auf. Frage den Besitzer.',
  'signIn.problem.invite_needed':
    'Hier gibt es noch kein Konto für dich. Bitte den Besitzer um eine Einladung.',
  'signIn.problem.disabled': 'Dieses Konto ist abgeschaltet. Frage den Besitzer des Hubs.',
  'signIn.problem.full': 'Dieser Hub hat so viele Konten, wie er nimmt. Frage seinen Besitzer.',
  'signIn.problem.too_many_linked':
    'Dieses Konto hat so viele Anmeldungen, wie es nimmt. Entferne eine, die du nicht brauchst.',
  'signIn.problem.linked_elsewhere':
    'Diese Anmeldung gehört schon zu einem anderen Konto des Hubs.',
  'signIn.problem.busy':
    'Gerade melden sich zu viele an. Warte zehn Sekunden und versuche es noch einmal.',
  'signIn.problem.not_stored':
    'Der Hub kann gerade nichts speichern, deshalb wurde nichts geändert. Sage es dem Besitzer und versuche es später noch einmal.',
  'signIn.problem.hub_failed':
    'Im Hub ist etwas schiefgegangen. Versuche es noch einmal; bleibt es dabei, steht mehr im Protokoll des Hubs.',
  'signIn.problem.other':
    'Die Anmeldung über den Anbieter hat nicht geklappt. Versuche es noch einmal.',
  'signOut.button': 'Abmelden',

  'setUp.title': 'Willkommen bei deinem Hub',
  'setUp.lead':
    'Er hält die Einstellungen deiner Apps auf all deinen Geräten gleich. Zuerst: Wem gehört er?',
  'setUp.nameHint': 'Damit meldest du dich an. Wen du einlädst, kann ihn sehen.',
  'setUp.button': 'Hub einrichten',
  'setUp.doneTitle': 'Dieser Hub hat einen Besitzer',
  'setUp.done': 'Er ist schon eingerichtet, der Link dafür bewirkt nichts mehr.',
  'setUp.goOn': 'Zum Hub',

  'noOwner.title': 'Dieser Hub hat noch keinen Besitzer',
  'noOwner.lead': 'Einrichten lässt er sich mit einem Link, den nur du sehen kannst.',
  'noOwner.log':
    'Sieh in das Protokoll des Hubs: Beim Start steht der Link darin. Er gilt einmal, 30 Minuten lang.',
  'noOwner.command':
    'Er ist abgelaufen? Einen neuen gibt dieser Befehl auf dem Rechner des Hubs, oder ein Neustart des Hubs.',
  'noOwner.commandLabel': 'Befehl',
  'noOwner.dockerLabel': 'Mit Docker',
  'noOwner.tray':
    'Läuft er bei den kleinen Symbolen eines Rechners? Dann öffne dort sein Fenster, und lege auf deiner eigenen Seite ein Passwort fest, um dich von hier anzumelden.',
  'windowDoor.title': 'Willkommen zurück',
  'windowDoor.waiting': 'Dein Hub wird geöffnet …',
  'windowDoor.failed': 'Das Fenster konnte deinen Hub nicht öffnen',
  'windowDoor.byPassword': 'Stattdessen mit einem Passwort anmelden',
  'welcome.step': 'Schritt {step} von {of}',
  'welcome.title': 'Willkommen bei deinem Hub',
  'welcome.lead':
    'SxncD hält die Einstellungen deiner Apps auf all deinen Geräten gleich, und alles bleibt auf diesem Rechner.',
  'welcome.nameHint': 'Unter diesem Namen gehört der Hub dir. Wen du einlädst, kann ihn sehen.',
  'welcome.yours': 'Dieser Hub gehört {name}.',
  'welcome.goOn': 'Weiter',
  'welcome.back': 'Zurück',
  'welcome.notNow': 'Jetzt nicht',
  'welcome.lookAround': 'Erst einmal umsehen',
  'welcome.networkLead':
    'Handys und andere Rechner finden dann den Hub. Jedes Gerät lässt du trotzdem selbst zu, und abschalten kannst du es jederzeit.',
  'welcome.prompt': 'Dein System fragt vielleicht nach',
  'welcome.prompt.win32':
    'Windows zeigt dann „Windows-Sicherheit“ und fragt, ob SxncD das Netz benutzen darf. Setze den Haken bei privaten Netzwerken und wähle Zulassen. Öffentliche Netze, etwa im Café, sind nicht nötig.',
  'welcome.prompt.darwin':
    'macOS fragt dann, ob SxncD Geräte in deinem lokalen Netzwerk finden darf, und die Firewall, ob eingehende Verbindungen erlaubt sind. Wähle beide Male Erlauben.',
  'welcome.prompt.linux':
    'Die meisten Linux-Systeme fragen nicht. Ist eine Firewall an, kommen Geräte vielleicht erst nicht durch: Die Seite „Hub“ kann das Netz prüfen und nennt dann den Befehl, der sie hereinlässt.',
  'welcome.networkButton': 'Geräte verbinden lassen',
  'welcome.networkOn': 'Geräte in diesem Netz können sich jetzt verbinden.',
  'welcome.appLead':
    'Eine, die du auf mehr als einem Gerät benutzt. Andere kannst du jederzeit hinzufügen.',

  'invite.title': 'Bei {hub} mitmachen',
  'invite.from': '{name} lädt dich zu diesem Hub ein. Die Einladung gilt bis {date}.',
  'invite.own':
    'Du bekommst ein eigenes Konto. Niemand sonst sieht deine Einstellungen im Fenster, auch der Besitzer nicht.',
  'invite.nameHint': 'Damit meldest du dich an.',
  'invite.button': 'Mitmachen',
  'invite.noToken':
    'Dieser Link ist nicht vollständig. Kopiere ihn noch einmal, vom ersten bis zum letzten Zeichen.',
  'invite.signedIn':
    'Du bist als {name} angemeldet. Melde dich erst ab, um mit einem anderen Konto mitzumachen.',

  'dashboard.title': 'Apps',
  'dashboard.add': 'App hinzufügen',
  'dashboard.pick': 'Wähle deine erste App',
  'unreadable.title': 'Diese Einstellungen kann der Hub gerade nicht lesen: {apps}',
  'unreadable.what':
    'Seine Festplatte gibt sie nicht her. Gelöscht wurde nichts. Geräte, die sie abgleichen, erfahren es und versuchen es wieder; der Besitzer findet mehr auf der Seite des Hubs.',
  'dashboard.noApps': 'Auf diesem Hub sind alle Apps ausgeschaltet.',
  'dashboard.toHub': 'Einige einschalten',
  'first.title': 'In drei Schritten im Gleichschritt',
  'first.step1': 'Wähle eine App',
  'first.detail1': 'Eine von denen unten, die du auf mehr als einem Gerät benutzt.',
  'first.step2': 'Verbinde ein Gerät',
  'first.detail2':
    'Es bekommt einen eigenen Schlüssel. Oder gib die Datei ab, die die App exportiert.',
  'first.step3': 'Verbinde das nächste',
  'first.detail3': 'Von da an kommen die neuesten Einstellungen auf jedes Gerät.',

  'card.download': 'Neueste herunterladen',
  'card.upload': 'Datei hochladen',
  'app.connects.built-in': 'Gleicht selbst ab',
  'app.connects.file': 'Über ihre Exportdatei',
  'app.off':
    '{app} ist auf diesem Hub ausgeschaltet, die Geräte können nicht abgleichen. Die Einstellungen bleiben.',
  'newApp.title': 'Eine andere App',
  'newApp.other': 'Eine andere App …',
  'newApp.otherWhat': 'Jede App, deren Einstellungen in einer Datei stehen',
  'newApp.short': 'Hinzufügen',
  'newApp.what':
    'Der Hub gleicht jede Datei ab, auch von einer App, die er nicht kennt. Nur wie man aus ihr exportiert, kann er nicht erklären.',
  'newApp.name': 'Name der App',
  'newApp.nameHint': 'So, wie du sie kennst, etwa „Mein Editor“.',
  'newApp.button': 'App hinzufügen',
  'ownApp.title': 'Deine eigene App',
  'ownApp.lead': 'Du hast sie diesem Hub selbst hinzugefügt.',
  'ownApp.remove': 'App entfernen',
  'ownApp.removeTitle': '{app} entfernen?',
  'ownApp.removeWhat':
    'Sie verschwindet aus der Liste. Das geht nur, solange der Hub keine Einstellungen von ihr aufbewahrt und kein Schlüssel ein Gerät dafür hereinlässt.',
  'ownApp.removed': '{app} wurde entfernt.',

  'devices.title': 'Geräte',
  'devices.none': 'Noch hat kein Gerät abgeglichen.',
  'devices.more': { one: 'und {n} weiteres', other: 'und {n} weitere' },
  'device.inStep': 'Im Gleichschritt',
  'device.behind': 'Zurück: hat Version {version}',
  'device.lastSync': 'Letzter Abgleich',
  'device.clockAhead':
    'Seine Uhr geht {time} vor. Stelle sie richtig, sonst gewinnen seine Einstellungen womöglich zu Unrecht.',
  'device.forget': '{device} vergessen',
  'device.forgetTitle': '{device} vergessen?',
  'device.forgetWhat':
    'Es verschwindet aus der Liste; was es geschickt hat, bleibt im Verlauf. Gleicht es wieder ab, zählt es als neues Gerät, und manche Apps übernehmen dann, was der Hub hat. Um es auszusperren, widerrufe seinen Schlüssel.',
  'device.forgetButton': 'Gerät vergessen',
  'device.forgotten': '{device} ist vergessen.',

  'version.number': 'Version {version}',
  'version.from': 'von {device}',
  'version.current': 'Aktuell',
  'version.aside': 'Nicht übernommen',
  'version.asideWhat': 'es gab schon eine neuere, deshalb wurde diese nur aufgehoben',
  'version.restored': 'Version {version} wiederhergestellt',
  'version.shrunk': 'Viel kleiner',
  'version.encrypted': 'Jetzt verschlüsselt',
  'version.decrypted': 'Nicht mehr verschlüsselt',
  'version.saved': 'auf dem Gerät gespeichert {time}',
  'version.restore': 'Wiederherstellen',
  'version.compareBefore': 'Mit der davor vergleichen',
  'version.compareCurrent': 'Mit der aktuellen vergleichen',
  'version.download': 'Herunterladen',
  'restore.done':
    'Version {version} ist wieder aktuell. Jedes Gerät übernimmt sie beim nächsten Abgleich.',
  'restore.undone': 'Rückgängig gemacht: Version {version} ist wieder aktuell.',

  'flag.shrunk':
    'Die neueste Version, von {device}, ist viel kleiner als die davor. War das nicht gewollt, mache es rückgängig.',
  'flag.encrypted':
    'Die neueste Version, von {device}, ist verschlüsselt, die davor war es nicht. Geräte ohne das Passwort dafür können sie nicht lesen.',
  'flag.decrypted':
    'Die neueste Version, von {device}, ist nicht mehr verschlüsselt, die davor war es.',
  'flag.undo': 'Rückgängig: zurück zu Version {version}',
  'flag.keep': 'So lassen',

  'history.title': 'Verlauf',
  'history.none': 'Noch nichts. Hier wird der erste Abgleich von {app} stehen.',
  'history.compare': 'Zwei Versionen vergleichen',
  'history.more': { one: '{n} weitere zeigen', other: '{n} weitere zeigen' },

  'connect.button': 'Gerät verbinden',
  'connect.short': 'Verbinden',
  'connect.title': 'Ein Gerät mit {app} verbinden',
  'connect.byFile':
    '{app} kann nicht selbst mit einem Hub sprechen. Lade stattdessen die Datei hoch, oder bringe sie mit einem Skript; dafür ist ein Schlüssel da.',
  'connect.device': 'Name des Geräts',
  'connect.deviceHint':
    'Nach ihm heißt der Schlüssel, damit du sie unterscheiden kannst. Gib in {app} denselben Namen an.',
  'connect.example': 'Küchentablet',
  'connect.expiry': 'Wie lange der Schlüssel gilt',
  'connect.untilRevoked': 'Bis du ihn widerrufst',
  'connect.forDays': { one: '{n} Tag lang', other: '{n} Tage lang' },
  'connect.make': 'Schlüssel erzeugen',
  'connect.qr': 'QR-Code mit der Adresse des Hubs und dem Schlüssel',
  'connect.qrHint':
    'Enthält Adresse und Schlüssel, für eine App, die ihn lesen kann. Gib kein Bild davon weiter.',
  'connect.address': 'Adresse des Hubs',
  'connect.key': 'Schlüssel',
  'connect.once':
    'Der Schlüssel ist nur jetzt zu sehen. Verloren? Erneuere ihn auf der Seite der App.',
  'connect.which': 'Wie erreicht das Gerät den Hub?',
  'connect.kind.public': 'Von überall',
  'connect.kind.lan': 'In diesem Netz',
  'connect.kind.this-computer': 'Nur auf diesem Rechner',
  'connect.pinned': 'verschlüsselt, für Apps, die das Zertifikat des Hubs kennen',
  'connect.onlyHere':
    'Unter dieser Adresse erreicht nur dieser Rechner den Hub, ein Telefon nicht. Lass den Hub zuerst in deinem Netz lauschen.',
  'connect.canPair':
    'Kann {app} sich mit einem Hub koppeln? Dann muss kein Schlüssel getippt oder gezeigt werden.',
  'connect.showTicket': 'Einmaligen Code zum Koppeln zeigen',
  'connect.ticketQr': 'QR-Code zum Koppeln, gilt einmal',
  'connect.ticketWhat':
    'Scanne den Code mit {app}, wenn die App koppeln kann: Sie holt sich dann selbst einen Schlüssel. Der Code gilt einmal, der Schlüssel, bis du ihn widerrufst.',
  'connect.ticketLeft': 'noch {time}',
  'connect.ticketOver': 'Dieser Code ist abgelaufen.',
  'connect.newTicket': 'Einen neuen zeigen',
  'connect.ticketWaiting': 'Scanne den Code mit {app}. Hier erscheint es dann von selbst.',
  'connect.byHand': 'Schlüssel von Hand eingeben',
  'connect.steps': 'In {app}',
  'connect.script': 'Aus einem Skript',
  'connect.send': 'Eine Exportdatei schicken',
  'connect.fetch': 'Die neuesten Einstellungen holen, ohne etwas zu ändern',
  'connect.waiting': 'Warte auf den ersten Abgleich …',
  'connect.waitingHint':
    'Gib Adresse und Schlüssel in {app} ein. Hier erscheint es dann von selbst.',
  'connect.late':
    'Noch immer nichts. Ist das Gerät im selben Netz? Lässt eine Firewall es zur Adresse unten durch?',
  'connect.arrived': '{device} ist verbunden',

  'keys.title': 'Schlüssel',
  'keys.lead': 'Mit einem Schlüssel kann ein Gerät {app} abgleichen, und sonst nichts.',
  'keys.none': 'Noch kein Schlüssel. Ein Gerät zu verbinden erzeugt einen.',
  'keys.spent': {
    one: '{n} Schlüssel, der nicht mehr gilt',
    other: '{n} Schlüssel, die nicht mehr gelten',
  },
  'key.unnamed': 'Ohne Namen',
  'key.hint': 'So endet der Schlüssel',
  'key.active': 'Gilt',
  'key.expired': 'Abgelaufen',
  'key.revoked': 'Widerrufen',
  'key.appOff': 'App ist aus',
  'key.lastUsed': 'Benutzt',
  'key.neverUsed': 'Nie benutzt',
  'key.made': 'erzeugt',
  'key.expires': 'läuft ab am {date}',
  'key.rotate': '{key} erneuern',
  'key.rotateTitle': 'Den Schlüssel „{key}“ erneuern?',
  'key.rotateWhat':
    'Der jetzige gilt sofort nicht mehr. Das Gerät kann erst wieder abgleichen, wenn es den neuen hat.',
  'key.rotateButton': 'Schlüssel erneuern',
  'key.new': 'Neuer Schlüssel',
  'key.once': 'Er ist nur jetzt zu sehen. Gib ihn auf dem Gerät anstelle des alten ein.',
  'key.revoke': '{key} widerrufen',
  'key.revokeTitle': 'Den Schlüssel „{key}“ widerrufen?',
  'key.revokeWhat':
    'Das Gerät, das ihn benutzt, kann von diesem Moment an nicht mehr abgleichen. Was es geschickt hat, bleibt.',
  'key.revokeButton': 'Schlüssel widerrufen',
  'key.revokeDone': 'Der Schlüssel „{key}“ ist widerrufen.',

  'upload.title': 'Einstellungen von {app} hochladen',
  'upload.zone': 'Lege den Export von {app} hier ab',
  'upload.dropHere': 'Ablegen, um für {app} hochzuladen',
  'upload.reading': 'Die Datei wird gelesen …',
  'upload.sending': 'Wird hochgeladen …',
  'upload.saved': 'gespeichert',
  'upload.device': 'Von welchem Gerät ist sie?',
  'upload.deviceHint': 'Wird für das nächste Mal gemerkt.',
  'upload.button': 'Hochladen',
  'upload.anyway': 'Trotzdem hochladen',
  'upload.notJson':
    'Das sieht nicht nach einem Export von {app} aus; der ist JSON und heißt etwa {file}.',
  'upload.otherApp':
    'Das sieht nach einem Export von {other} aus, nicht von {app}. Wenn du es hochlädst, übernehmen deine Geräte es als Einstellungen von {app}.',
  'upload.empty': 'Diese Datei ist leer. Ein Export von {app} heißt etwa {file}.',
  'upload.notText': '{file} ist keine Textdatei. Wähle die Datei, die die App exportiert hat.',
  'upload.failed': '{file} ließ sich nicht lesen. Ist sie noch da?',
  'upload.done': '{app}: hochgeladen als Version {version}.',
  'upload.same': '{app}: Der Hub hat genau das schon.',
  'upload.older':
    'Der Hub hat eine neuere Fassung, die {device} am {time} geschickt hat. Deine Datei wurde davor gespeichert.',
  'upload.olderKept': 'Sie ist im Verlauf aufgehoben und wurde nicht übernommen.',
  'upload.useAnyway': 'Trotzdem meine Datei nehmen',
  'upload.leave': 'So lassen',
  'files.title': 'Verknüpfte Dateien',
  'files.lead':
    'Dateien auf diesem Rechner, die der Hub abgleicht, für Apps, die das nicht selbst können.',
  'files.add': 'Datei verknüpfen',
  'files.addFirst': 'Erste Datei verknüpfen',
  'files.addFor': 'Datei von {app} verknüpfen',
  'files.emptyTitle': 'Noch ist keine Datei verknüpft',
  'files.emptyWhat':
    'Manche Apps exportieren ihre Einstellungen in eine Datei, können aber nicht mit einem Hub sprechen. Verknüpfe diese Datei: Sobald sie sich ändert, bekommt sie der Hub, und wenn du magst, kommen neuere Einstellungen von deinen anderen Rechnern wieder hinein. Was vorher darin stand, bleibt als Kopie erhalten.',
  'files.with': 'Mit dem Hub {hub}',
  'files.state.in-step': 'Im Gleichschritt',
  'files.state.syncing': 'Gleicht ab …',
  'files.state.asking': 'Fragt dich',
  'files.state.waiting-for-file': 'Wartet auf die Datei',
  'files.state.hub-is-newer': 'Der Hub hat neuere Einstellungen',
  'files.state.retrying': 'Versucht es von selbst wieder',
  'files.state.stopped': 'Braucht dich',
  'files.state.paused': 'Angehalten',
  'files.question.title': '„{file}“ senden?',
  'files.question.own':
    'Sie sieht wie ein Export von {app} aus. Nichts wird gesendet, bevor du Ja gesagt hast, denn auch eine Webseite kann Dateien in einen Ordner legen. Spätere Exporte, die so aussehen, werden ohne Frage gesendet.',
  'files.question.other':
    'Sie sieht wie ein Export von {other} aus, nicht von {app}. Wird sie gesendet, übernehmen deine anderen Geräte sie als Einstellungen von {app}.',
  'files.question.unknown':
    'Sie sieht nicht wie ein Export von {app} aus, den der Hub kennt. Wird sie gesendet, übernehmen deine anderen Geräte sie als Einstellungen von {app}.',
  'files.question.yes': 'Ja, senden',
  'files.question.no': 'Nein, nicht senden',
  'files.tryingAgain': 'Du musst nichts tun: Es wird von selbst wieder versucht.',
  'files.fileGone':
    'Die Datei ist nicht da. Sobald die App sie wieder exportiert, wird sie gesendet. Was der Hub hat, bleibt.',
  'files.hubNewer':
    'Ein anderes Gerät hat neuere Einstellungen gesendet. Hole sie vom Hub, oder sende deine Datei, damit sie die neueste ist.',
  'files.noTransfer': 'Noch wurde nichts gesendet oder empfangen.',
  'files.went.to-hub': 'An den Hub gesendet',
  'files.went.to-file': 'In die Datei geschrieben',
  'files.backup': 'davor: {file}',
  'files.writeBack': 'Neuere Einstellungen in die Datei schreiben',
  'files.send': 'Jetzt senden',
  'files.take': 'Vom Hub holen',
  'files.pause': 'Anhalten',
  'files.resume': 'Fortsetzen',
  'files.show': 'Im Ordner zeigen',
  'files.remove': 'Trennen',
  'files.sent': '{app}: Die Datei wurde an den Hub gesendet.',
  'files.taken': 'In {file} steht jetzt, was der Hub hat.',
  'files.removed': '{file} ist nicht mehr verknüpft.',
  'files.added': '{file} ist verknüpft.',
  'files.ask.take.title': '{file} ersetzen?',
  'files.ask.take.what':
    'Die neuesten Einstellungen von {app} auf dem Hub werden in die Datei geschrieben. Was jetzt darin steht, bleibt daneben als Kopie.',
  'files.ask.take.button': 'Datei ersetzen',
  'files.ask.send.title': '{file} trotzdem senden?',
  'files.ask.send.what':
    'Der Hub hat neuere Einstellungen von {app}. An ihrer Stelle wird deine Datei die neueste, und deine anderen Geräte übernehmen sie; ihre bleiben im Verlauf.',
  'files.ask.send.button': 'Datei senden',
  'files.ask.remove.title': '{file} trennen?',
  'files.ask.remove.what':
    'Änderungen an der Datei werden nicht mehr gesendet. Die Datei bleibt, und die Einstellungen von {app} auf dem Hub auch. Ein Schlüssel, der für sie gemacht wurde, endet.',
  'files.ask.remove.button': 'Trennen',
  'files.whichApp': 'Wessen Einstellungen stehen in der Datei?',
  'files.otherApp': 'Andere App',
  'files.fileTitle': 'Welche Datei?',
  'files.fileHint': 'Die, in die {app} exportiert oder aus der sie importiert.',
  'files.folderHint':
    'Einen Ordner, wenn jeder Export einen neuen Namen bekommt: Die neueste Datei darin zählt.',
  'files.chooseFile': 'Datei wählen …',
  'files.chooseOtherFile': 'Andere Datei …',
  'files.chooseFolder': 'Ordner wählen …',
  'files.fileMissing': 'Wähle zuerst die Datei.',
  'files.howExport': 'Wie man aus {app} exportiert',
  'files.wayTitle': 'In welche Richtung?',
  'files.way.send': 'Nur zum Hub',
  'files.way.sendWhat':
    'Die Datei wird nie geändert. Bekommt der Hub etwas Neueres, steht es auf dieser Seite.',
  'files.way.both': 'In beide Richtungen',
  'files.way.bothWhat':
    'Neuere Einstellungen anderer Geräte werden in die Datei geschrieben, mit einer Kopie daneben. {app} muss sie von dort importieren.',
  'files.hubTitle': 'Mit welchem Hub?',
  'files.hub.this': 'Mit diesem',
  'files.hub.other': 'Mit einem anderen',
  'files.found': 'Hubs in diesem Netz',
  'files.looking': 'Sucht nach Hubs in diesem Netz …',
  'files.noneFound': 'Kein anderer Hub gefunden.',
  'files.lookAgain': 'Noch einmal suchen',
  'files.addressWrong': 'Gib die Adresse des Hubs ein, etwa http://192.168.1.20:9693.',
  'files.keyHint': 'Erzeuge einen im Fenster jenes Hubs, für {app}.',
  'files.keyMissing': 'Füge den Schlüssel jenes Hubs ein.',
  'files.pin': 'Fingerabdruck seines Zertifikats',
  'files.pinHint':
    'Damit geht der Schlüssel an diesen Hub und an keinen anderen. Darf bei einer Adresse im Internet leer bleiben.',
  'files.link': 'Datei verknüpfen',

  'export.title': 'Über den Export',
  'export.file': 'Die Datei heißt etwa {file}.',
  'export.secrets.never': 'Keine Geheimnisse darin',
  'export.secrets.possible': 'Kann Geheimnisse enthalten',
  'export.secrets.always': 'Enthält Geheimnisse',
  'export.how': 'So geht Export und Import',
  'export.out': 'Aus der App heraus',
  'export.in': 'In die App hinein',
  'export.homepage': 'Seite von {app}',
  'export.mine': 'Deine Daten',
  'export.mineLead':
    'All deine Einstellungen mit ihrem Verlauf, deine Schlüssel ohne ihren Text und dein Konto, in einer ZIP-Datei.',
  'export.mineButton': 'Alles herunterladen',

  'compare.title': 'Versionen vergleichen',
  'compare.older': 'Vorher',
  'compare.newer': 'Nachher',
  'compare.swap': 'Tauschen',
  'compare.loading': 'Wird verglichen …',
  'compare.restore': 'Version {version} wiederherstellen',
  'diff.same': 'Die beiden sind genau gleich.',
  'diff.rewritten': 'Die Einstellungen sind gleich, nur die Datei ist anders geschrieben.',
  'diff.text': 'Der Text hat sich geändert.',
  'diff.onlyVolatile': 'Nichts, was jemand eingestellt hat: nur Werte, die sich von selbst ändern.',
  'diff.everything': 'alles geändert',
  'diff.items.added': '{count} {noun} hinzugefügt',
  'diff.items.removed': '{count} {noun} entfernt',
  'diff.items.changed': '{count} {noun} geändert',
  'diff.entries': { one: 'Eintrag', other: 'Einträge' },
  'diff.entriesOf': { one: 'Eintrag in {list}', other: 'Einträge in {list}' },
  'diff.setting.added': '{setting} hinzugefügt',
  'diff.setting.removed': '{setting} entfernt',
  'diff.setting.changed': '{setting} geändert',
  'diff.settings.added': {
    one: '{n} Einstellung hinzugefügt',
    other: '{n} Einstellungen hinzugefügt',
  },
  'diff.settings.removed': { one: '{n} Einstellung entfernt', other: '{n} Einstellungen entfernt' },
  'diff.settings.changed': { one: '{n} Einstellung geändert', other: '{n} Einstellungen geändert' },
  'diff.reordered': '{list} in anderer Reihenfolge',
  'diff.reorderedAll': 'Einträge in anderer Reihenfolge',
  'diff.volatile': {
    one: '{n} Wert, der sich von selbst ändert',
    other: '{n} Werte, die sich von selbst ändern',
  },
  'diff.volatileWhat':
    'Die App schreibt sie, ohne dass jemand etwas ändert, etwa Zeiten und Versionen.',
  'diff.root': 'Einträge',
  'diff.kind.added': 'Hinzugefügt',
  'diff.kind.removed': 'Entfernt',
  'diff.kind.changed': 'Geändert',
  'diff.kind.reordered': 'In anderer Reihenfolge',
  'diff.look': 'Hineinsehen',
  'diff.more': { one: '{n} weitere zeigen', other: '{n} weitere zeigen' },
  'diff.allLines': { one: 'Die ganze {n} Zeile zeigen', other: 'Alle {n} Zeilen zeigen' },
  'diff.encrypted':
    'Beide sind auf den Geräten verschlüsselt, der Hub kann nicht hineinsehen. So soll es sein.',
  'diff.switched':
    'Die eine ist verschlüsselt und die andere nicht, deshalb lassen sie sich nicht vergleichen.',
  'diff.received': 'Angekommen',
  'diff.size': 'Größe',
  'diff.readable': 'Hier lesbar',
  'diff.yes': 'Ja',
  'diff.no': 'Nein, verschlüsselt',

  'sessions.title': 'Angemeldete Browser',
  'sessions.this': 'Dieser Browser',
  'sessions.seen': 'gesehen',
  'sessions.since': 'angemeldet',
  'sessions.end': 'Abmelden',
  'sessions.endOthers': 'Alle anderen abmelden',
  'sessions.endOthersTitle': 'Alle anderen Browser abmelden?',
  'sessions.endOthersWhat':
    'Diese Wege in das Konto bleiben verknüpft: {ways}. Wer einen davon hat, kann sich wieder anmelden.',
  'sessions.via.password': 'mit dem Passwort',
  'sessions.via.oidc': 'mit OpenID Connect',
  'sessions.via.github': 'mit GitHub',
  'sessions.via.google': 'mit Google',
  'sessions.via.set-up': 'beim Einrichten',
  'sessions.via.invite': 'durch eine Einladung',
  'sessions.via.window': 'im Fenster des Programms',
  'signIns.title': 'Andere Wege hinein',
  'signIns.lead': 'Jeder davon meldet dich bei diesem Konto an.',
  'signIns.since': 'verknüpft',
  'signIns.last': 'der einzige Weg hinein',
  'signIns.link': '{provider} verknüpfen',
  'signIns.linked': '{provider} meldet dich jetzt hier an.',
  'signIns.unlink': 'Lösen',
  'signIns.unlinkAll': 'Auch alle anderen Wege in das Konto lösen',
  'signIns.unlinkAllHint': 'Tu das, wenn jemand anderes einen verknüpft haben könnte: {ways}.',
  'signIns.unlinkTitle': '{provider} lösen?',
  'signIns.unlinkWhat':
    '{provider} meldet dich dann nicht mehr hier an. Du kannst es später wieder verknüpfen.',
  'signIns.unlinked': '{provider} ist gelöst.',

  'members.title': 'Mitglieder',
  'members.lead': 'Alle haben ihre eigenen Einstellungen, Schlüssel und Geräte.',
  'members.invite': 'Jemanden einladen',
  'members.alone': 'Du bist allein hier. Lade die Leute ein, mit denen du den Hub teilst.',
  'members.you': 'Du',
  'members.off': 'Abgeschaltet',
  'members.devices': { one: '{n} Gerät', other: '{n} Geräte' },
  'members.seen': 'gesehen',
  'members.neverSeen': 'noch nicht gesehen',
  'members.make.owner': 'Zum Besitzer machen',
  'members.make.member': 'Zum Mitglied machen',
  'members.disable': 'Abschalten',
  'members.enable': 'Einschalten',
  'members.remove': 'Entfernen',
  'members.removeTitle': '{name} entfernen?',
  'members.removeWhat': {
    one: 'Das Konto, sein {n} Gerät, seine Schlüssel und all seine Einstellungen mit ihrem Verlauf ({size}) werden gelöscht. Das lässt sich nicht rückgängig machen.',
    other:
      'Das Konto, seine {n} Geräte, seine Schlüssel und all seine Einstellungen mit ihrem Verlauf ({size}) werden gelöscht. Das lässt sich nicht rückgängig machen.',
  },
  'members.typeName': 'Gib „{name}“ ein, um fortzufahren',
  'members.removeButton': 'Endgültig entfernen',
  'members.removed': '{name} wurde entfernt.',
  'members.inviteTitle': 'Jemanden einladen',
  'members.inviteWhat': 'Du bekommst einen Link für eine Person. Er gilt einmal, 7 Tage lang.',
  'members.note': 'Für wen?',
  'members.noteHint': 'Nur für dich, um Einladungen zu unterscheiden. Darf leer bleiben.',
  'members.makeLink': 'Link erzeugen',
  'members.link': 'Link zur Einladung',
  'members.linkHint':
    'Er ist nur jetzt zu sehen und gilt einmal, bis {date}. Schicke ihn nur der Person, die du einlädst.',
  'invites.title': 'Offene Einladungen',
  'invites.unnamed': 'Ohne Notiz',
  'invites.made': 'erzeugt',
  'invites.until': 'läuft ab',
  'invites.takeBack': 'Zurückziehen',

  'hub.title': 'Hub',
  'hub.saved': 'Gespeichert.',
  'hub.nameTitle': 'Name',
  'hub.name': 'Name des Hubs',
  'hub.nameHint': 'Steht oben auf jeder Seite; Geräte, die den Hub suchen, sehen ihn auch.',
  'hub.apps': 'Apps',
  'hub.appsLead': 'Eine ausgeschaltete App kann kein Gerät abgleichen; ihre Einstellungen bleiben.',
  'damage.look': 'Ansehen',
  'damage.failed': 'Der Hub kann nichts mehr speichern',
  'damage.failedWhat':
    'Seine Festplatte hat beim Schreiben versagt, deshalb wird kein Abgleich angenommen und nichts geändert; was er hat, lässt sich weiter lesen und herunterladen. Prüfe die Festplatte, dann starte den Hub neu.',
  'damage.damaged': 'Beschädigte Dateien wurden gefunden',
  'damage.damagedWhat':
    'Der Hub hat sie beiseitegelegt und macht mit der jeweils letzten guten Version weiter. Prüfe die Festplatte, sieh dir den Verlauf der Apps an, und mache eine Sicherung auf einer anderen Festplatte.',
  'computer.title': 'Dieser Rechner',
  'computer.tray':
    'Schließt du dieses Fenster, läuft der Hub bei den kleinen Symbolen weiter. Beenden kannst du ihn dort.',
  'computer.noTray': 'Dieser Desktop hat keinen Platz für kleine Symbole',
  'computer.noTray.linux':
    'Deshalb wird dieses Fenster beim Schließen nur minimiert, und der Hub läuft weiter. Mit Strg+Q endet er. Unter GNOME bringt die Erweiterung „AppIndicator“ die Symbole zurück.',
  'computer.noTray.win32':
    'Deshalb wird dieses Fenster beim Schließen nur minimiert, und der Hub läuft weiter. Mit Strg+Q endet er.',
  'computer.noTray.darwin':
    'Deshalb wird dieses Fenster beim Schließen nur minimiert, und der Hub läuft weiter. Mit Cmd+Q endet er.',
  'computer.login': 'Bei der Anmeldung an diesem Rechner starten',
  'computer.loginWhat': 'Still, ohne dieses Fenster zu öffnen.',
  'computer.loginNot':
    'Dieses System lässt das Programm das nicht einstellen. Trage es von Hand bei den Startprogrammen des Systems ein.',
  'computer.pause': 'Abgleich anhalten',
  'computer.pauseWhat':
    'Geräte warten so lange, und verknüpfte Dateien bleiben, wie sie sind. Nichts geht verloren.',
  'computer.paused':
    'Der Abgleich ist angehalten: Weder Geräte noch verknüpfte Dateien werden abgeglichen.',
  'computer.resume': 'Fortsetzen',
  'computer.updates': 'Das Programm aktuell halten',
  'computer.updatesWhat':
    'Es sucht nach neuen Versionen und lädt sie herunter; wann neu gestartet wird, bestimmst du.',
  'computer.showFolder': 'Zeigen',
  'update.none': 'Hier läuft Version {version}.',
  'update.look': 'Nach Updates suchen',
  'update.looking': 'Sucht nach einer neuen Version …',
  'update.downloading': 'Lädt Version {version} herunter …',
  'update.ready': 'Version {version} ist bereit.',
  'update.restart': 'Jetzt neu starten',
  'update.failed': 'Das Update hat nicht geklappt. Der Hub läuft weiter wie bisher.',
  'update.notPossible':
    'Version {version} wurde so installiert, dass sie sich nicht selbst aktualisieren kann. Hole neue Versionen dort, wo du diese herhast.',
  'backups.title': 'Sicherungen',
  'backups.lead':
    'Kopien des ganzen Hubs, jede nach dem Schreiben noch einmal gelesen. Nennt BACKUP_DIR keine andere, liegen sie auf der Festplatte des Hubs: Lade ab und zu eine herunter.',
  'backups.make': 'Jetzt sichern',
  'backups.made': 'Eine Sicherung wurde gemacht.',
  'backups.none': 'Es gibt noch keine Sicherung.',
  'backups.every': 'Von selbst',
  'backups.never': 'Nie',
  'backups.everyHours': { one: 'Jede Stunde', other: 'Alle {n} Stunden' },
  'backups.everyDays': { one: 'Jeden Tag', other: 'Alle {n} Tage' },
  'backups.keep': 'So viele bleiben',
  'backups.verified': 'Geprüft',
  'backups.unverified': 'Nicht geprüft',
  'backups.incomplete': 'Unvollständig',
  'backups.leftOut': {
    one: 'Eine beschädigte Datei des Hubs ist nicht darin.',
    other: '{n} beschädigte Dateien des Hubs sind nicht darin.',
  },
  'backups.madeIncomplete': 'Eine Sicherung wurde gemacht, sie ist aber unvollständig.',
  'backups.lastIncomplete': 'Die letzte Sicherung ist unvollständig,',
  'backups.lastFailed': 'Die letzte Sicherung hat nicht geklappt,',
  'backups.restore': 'Wiederherstellen',
  'backups.download': 'Sicherung vom {time} herunterladen',
  'backups.remove': 'Sicherung vom {time} entfernen',
  'backups.removeTitle': 'Diese Sicherung entfernen?',
  'backups.removeWhat':
    'Die Sicherung vom {time} wird gelöscht. Das lässt sich nicht rückgängig machen; der Hub selbst bleibt, wie er ist.',
  'backups.removeButton': 'Sicherung entfernen',
  'backups.removed': 'Die Sicherung vom {time} wurde entfernt.',
  'backups.fromFile': 'Aus einer Datei wiederherstellen …',
  'backups.fromFileWhat': 'Du hast anderswo eine Sicherung, auch von einem anderen Hub?',
  'restore.title': 'Zu dieser Sicherung zurück?',
  'restore.what':
    'Der ganze Hub wird wieder, wie er am {time} war: Konten, Schlüssel, Einstellungen und ihr Verlauf.',
  'restore.whatFile':
    'Der ganze Hub wird, was in {file} ({size}) steht: Konten, Schlüssel, Einstellungen und ihr Verlauf. Die Datei wird geprüft, bevor etwas ersetzt wird.',
  'restore.point.kept':
    'Was der Hub jetzt hat, wird in seinem Datenordner beiseitegelegt, damit du zurückkannst.',
  'restore.point.restart':
    'Der Hub startet neu. Das dauert einen Moment, und vielleicht musst du dich neu anmelden.',
  'restore.point.keys':
    'Schlüssel, die seitdem erzeugt wurden, gelten nicht mehr; seitdem widerrufene gelten wieder.',
  'restore.button': 'Wiederherstellen und neu starten',
  'restore.restarting': 'Der Hub startet mit der Sicherung neu',
  'restore.wait': 'Diese Seite kommt von selbst zurück.',
  'restore.kept': 'Was vorher da war, liegt in {place}.',
  'restore.lost':
    'Der Hub ist noch nicht wieder da. Sieh nach, ob er läuft, dann lade die Seite neu.',
  'restore.doneWith': 'Der Hub wurde aus der Sicherung wiederhergestellt.',
  'retention.title': 'Wie lange frühere Versionen bleiben',
  'retention.sentence':
    'Alles aus den letzten {allHours} Stunden bleibt, danach eine Version je Stunde für {hourlyDays} Tage und eine je Tag für {dailyDays} Tage. Mindestens {versions} Versionen jeder App bleiben, und sie brauchen höchstens {sizeMiB} MiB.',
  'retention.within':
    '„Nichts geht verloren“ gilt innerhalb dieser Regel. Die aktuelle Version und was jedes Gerät zuletzt hatte, wird nie entfernt.',
  'retention.allHours': 'Stunden, für die alles bleibt',
  'retention.hourlyDays': 'Tage, für die eine Version je Stunde bleibt',
  'retention.dailyDays': 'Tage, für die eine Version je Tag bleibt',
  'retention.versions': 'Versionen, die mindestens bleiben',
  'retention.sizeMiB': 'MiB, die die Versionen einer App höchstens brauchen',
  'status.title': 'Wie es ihm geht',
  'status.again': 'Neu prüfen',
  'status.ok': 'In Ordnung',
  'status.warning': 'Warnung',
  'status.problem': 'Problem',
  'status.version': 'Version',
  'status.started': 'Gestartet',
  'status.folder': 'Datenordner',
  'status.holds': 'Enthält',
  'status.slots': { one: 'Einstellungen von {n} App', other: 'Einstellungen von {n} Apps' },
  'status.versions': { one: '{n} Version', other: '{n} Versionen' },
  'status.accounts': { one: '{n} Konto', other: '{n} Konten' },
  'status.disk': 'Festplatte',
  'status.diskUse': '{used} belegt, {free} frei',

  'pairing.label': 'Geräte, die sich verbinden wollen',
  'pairing.wants': '{device} möchte {app} abgleichen',
  'pairing.from': 'Von {address}',
  'pairing.left': 'noch {time}',
  'pairing.over': 'die Zeit ist um',
  'pairing.compare':
    'Vergleiche den Code mit dem auf dem Gerät. Ist es derselbe, lass es zu: Das Gerät bekommt einen Schlüssel deines Kontos.',
  'pairing.codeIs': 'Der Code ist {code}',
  'pairing.approve': 'Zulassen',
  'pairing.deny': 'Ablehnen',
  'pairing.more': { one: '{n} weiteres Gerät fragt', other: '{n} weitere Geräte fragen' },
  'pairing.approved': '{device} darf jetzt {app} abgleichen.',
  'pairing.denied': '{device} wurde abgewiesen.',

  'lan.title': 'In diesem Netz',
  'lan.switch': 'Geräte in diesem Netz verbinden lassen',
  'lan.firewall':
    'Die Firewall des Systems fragt vielleicht einmal, ob das erlaubt ist: sage ja für private Netze.',
  'lan.readable':
    'Über http:// können Nachbarn im Netz Schlüssel und Einstellungen mitlesen. Über https:// liest niemand mit; der Hub hat dort ein eigenes Zertifikat, deshalb muss die App es kennen, und ein Browser fragt einmal.',
  'lan.addresses': 'Adressen',
  'lan.noAddress':
    'Es ist kein Netz da, das nach einem Zuhause aussieht. Verbinde den Rechner des Hubs mit einem, oder wähle eine Schnittstelle.',
  'lan.name': 'Geräte, die nach Hubs suchen, finden „{name}“ ({host}).',
  'lan.problems': 'In diesem Netz klappt nicht alles. „{check}“ sagt, was im Weg ist.',
  'lan.which': 'Über welches Netz',
  'lan.every': 'Jedes Netz, das nach einem Zuhause aussieht',
  'lan.one': '{name}: {addresses}',
  'lan.gone': '{name}: gerade nicht da',
  'lan.offTitle': 'Das Netz abschalten?',
  'lan.offWhat':
    'Du hast diese Seite über das Netz geöffnet. Sie ist dann von hier nicht mehr erreichbar, nur noch auf dem Rechner des Hubs selbst.',
  'lan.off': 'Abschalten',
  'doctor.button': 'Netz prüfen',
  'doctor.running': 'Der Hub ruft sich unter seinen Adressen an und horcht auf seine Ansage …',
  'doctor.well': 'Das Netz wurde geprüft: Nichts ist im Weg.',
  'doctor.found': {
    one: 'Das Netz wurde geprüft: {n} Sache braucht Aufmerksamkeit.',
    other: 'Das Netz wurde geprüft: {n} Sachen brauchen Aufmerksamkeit.',
  },

  'notFound.title': 'Hier ist nichts',
  'notFound.lead':
    'Vielleicht ist die Adresse falsch geschrieben, oder sie ist nicht für dieses Konto.',
  'notFound.home': 'Zu den Apps',

  'error.unreachable': 'Der Hub ist nicht erreichbar. Läuft er, und bist du in seinem Netz?',
  'error.slow': 'Der Hub hat zu lange für die Antwort gebraucht. Versuche es noch einmal.',
  'error.garbled':
    'Die Antwort kam nicht vom Hub. Steht ein Reverse Proxy davor, prüfe, ob der Hub läuft und ob /api weitergereicht wird.',
  'error.unexpected': 'Auf dieser Seite ist etwas schiefgegangen. Lade sie neu.',
  'error.sign_in_needed': 'Du bist abgemeldet. Melde dich wieder an.',
  'error.sign_in_wrong': 'Der Name oder das Passwort stimmt nicht.',
  'error.token_read_only': 'Dieses Token darf nur lesen. Erzeuge eines, das auch ändern darf.',
  'error.too_many_tokens':
    'Es gibt schon {limit} Token. Widerrufe eines, das nicht mehr gebraucht wird.',
  'error.too_many_accounts': 'Dieser Hub hat schon {limit} Konten, mehr werden nicht angelegt.',
  'error.too_many_invites': 'Es gibt schon {limit} offene Einladungen. Nimm einige zurück.',
  'error.too_many_keys_in_all':
    'Dieser Hub hat schon {limit} Schlüssel. Widerrufe einige, die nicht mehr gebraucht werden, oder erneuere einen.',
  'error.owner_only': 'Das darf nur der Besitzer des Hubs.',
  'error.set_up_closed':
    'Dieser Link zum Einrichten gilt nicht mehr. Einen neuen gibt ein Neustart des Hubs oder „sxncd setup-link“.',
  'error.invite_unknown':
    'Diese Einladung wurde benutzt, zurückgezogen oder ist abgelaufen. Bitte um eine neue.',
  'error.password_wrong': 'Das jetzige Passwort stimmt nicht.',
  'error.last_way_in':
    'Das ist der letzte Weg in das Konto. Lege zuerst ein Passwort fest oder verknüpfe einen anderen Anbieter.',
  'error.last_owner_in':
    'Kein anderer Besitzer des Hubs kann sich anmelden. Lass zuerst einen ein Passwort festlegen oder einen Anbieter verknüpfen.',
  'error.last_owner':
    'Das ist der letzte Besitzer des Hubs. Mache zuerst jemand anderen zum Besitzer.',
  'error.pairing_decided': 'Über diese Anfrage hat schon jemand entschieden.',
  'error.unknown_thing': 'Das gibt es hier nicht mehr. Es wurde entfernt, oder seine Zeit ist um.',
  'error.disk_full':
    'Die Festplatte des Hubs ist voll. Es wurde nichts gespeichert; schaffe Platz und versuche es noch einmal.',
  'error.backups_unreadable':
    'Der Ordner für Sicherungen ist nicht lesbar ({reason}). Sieh dir BACKUP_DIR und seine Festplatte an.',
  'error.app_exists': 'Eine App „{app}“ gibt es auf diesem Hub schon. Wähle einen anderen Namen.',
  'error.app_not_own':
    'Die App „{app}“ gehört zum Hub. Sie lässt sich ausschalten, nicht entfernen.',
  'error.app_holds_settings':
    'Der Hub bewahrt Einstellungen von „{app}“ auf, deshalb wird sie nicht entfernt. Schalte sie aus, wenn sie nicht mehr benutzt wird.',
  'error.app_has_keys':
    'Es gibt Schlüssel für „{app}“. Widerrufe sie zuerst, dann entferne die App.',
  'error.too_many_apps': 'Es gibt schon {limit} eigene Apps, mehr werden nicht hinzugefügt.',
  'error.backup_unknown': 'Eine Sicherung „{name}“ gibt es hier nicht.',
  'error.backup_failed': 'Es wurde keine Sicherung gemacht: {reason}',
  'error.restore_under_way':
    'Es wird schon eine Sicherung wiederhergestellt. Warte, bis das fertig ist.',
  'error.restore_impossible':
    'Dieser Hub kann sich nicht selbst neu starten. Halte ihn an und führe `sxncd restore <Datei> --yes` aus.',
  'error.not_allowed': 'Das dürfen nur Befehle auf dem Rechner des Hubs.',
  'error.account_disabled': 'Dieses Konto ist abgeschaltet. Frage den Besitzer des Hubs.',
  'error.app_off': 'Die App „{app}“ ist auf diesem Hub ausgeschaltet. Frage den Besitzer des Hubs.',
  'error.too_large':
    'Die Anfrage ist größer, als dieser Hub annimmt ({limit}). Sie kann größer sein als die Datei darin: JSON schreibt jedes Anführungszeichen und jeden Zeilenumbruch mit zwei Zeichen.',
  'error.too_many_changes':
    'Zu viele Änderungen durch dieses Konto in kurzer Zeit. In {seconds} s noch einmal versuchen.',
  'error.redirected':
    'Ein Proxy leitet diese Adresse weiter. Lade die Seite neu, und nutze die Adresse, auf die sie führt.',
  'error.proxy_too_large':
    'Ein Proxy vor dem Hub nimmt keine Anfrage dieser Größe an. Erhöhe seine Grenze (bei nginx client_max_body_size).',
  'error.too_many_sign_ins':
    'Zu viele Versuche, sich anzumelden. Versuche es in {seconds} s noch einmal.',
  'error.cross_site': 'Diese Anfrage kam von einer anderen Webseite und wurde abgelehnt.',
  'error.set_up_done':
    'Der Hub hat schon einen Besitzer. Ein vergessenes Passwort setzt „sxncd account password <Name>“.',
  'error.name_needed':
    'Dieser Hub hat noch keinen Besitzer. Gib deinen Namen ein, dann bist du es.',
  'error.window_only':
    'Dieses Fenster konnte nicht zeigen, dass es zum Programm gehört. Versuche es noch einmal; hilft das nicht, starte das Programm neu.',
  'error.password_weak': 'Das Passwort ist zu kurz: Mindestens {min} Zeichen sind nötig.',
  'error.password_common':
    'Dieses Passwort gehört zu den ersten, die jeder versuchen würde. Wähle eines aus Wörtern, die nur du zusammenstellen würdest.',
  'error.name_mismatch': 'Der eingegebene Name ist nicht der des Kontos.',
  'error.host_unknown':
    'Unter dieser Adresse kennt sich der Hub nicht. Öffne ihn unter einer seiner eigenen, oder setze PUBLIC_URL auf diese.',
  'error.too_many_requests':
    'Zu viele Anfragen mit diesem Schlüssel. Versuche es in {seconds} s noch einmal.',
  'error.too_many_at_once':
    'Zu viele Anfragen dieses Kontos laufen gerade. Versuche es in {seconds} s noch einmal.',
  'error.too_many_downloads':
    'Zwei deiner Exporte oder Sicherungen laufen gerade. Warte, bis eine fertig ist, oder versuche es in {seconds} s wieder.',
  'error.downloads_busy':
    'Zu viele Exporte oder Sicherungen laufen gerade. Versuche es in {seconds} s wieder.',
  'error.no_more_numbers':
    'Diese App hat alle Nummern für ihre Versionen verbraucht. Entferne das Konto oder nimm einen anderen App-Namen.',
  'error.too_busy':
    'Zu viele große Daten sind gleichzeitig unterwegs. Versuche es in {seconds} s wieder.',
  'error.too_many_streams':
    'Zu viele Fenster dieses Hubs sind offen. Schließe eines, oder versuche es in {seconds} s noch einmal.',
  'error.slot_empty': 'Für diese App wurde noch nichts abgeglichen.',
  'error.version_unknown': 'Version {version} gibt es hier nicht. Vielleicht wurde sie ausgedünnt.',
  'error.account_alike':
    'Der Name sieht aus wie der des Kontos „{account}“. Wähle einen, den niemand damit verwechselt.',
  'error.account_exists': 'Es gibt schon ein Konto namens „{account}“.',
  'error.key_id_unknown': 'Diesen Schlüssel gibt es hier nicht mehr.',
  'error.key_already_revoked':
    'Der Schlüssel „{key}“ ist widerrufen und bekommt keinen neuen Text. Erzeuge einen neuen.',
  'error.too_many_keys':
    'Dieses Konto hat schon {limit} Schlüssel. Widerrufe welche, die nicht mehr benutzt werden, oder gib einem einen neuen Text.',
  'error.storage_failed':
    'Die Festplatte des Hubs hat beim Schreiben versagt, deshalb wird nichts mehr gespeichert. Prüfe sie, dann starte den Hub neu.',
  'error.storage_unavailable':
    'Der Datenordner des Hubs ließ sich nicht beschreiben ({reason}). Es wurde nichts gespeichert; prüfe den Ordner und versuche es noch einmal.',
  'error.storage_unreadable':
    'Der Datenordner des Hubs ist nicht lesbar ({reason}). Prüfe den Ordner und versuche es noch einmal.',
  'error.too_many_devices':
    'Diese App hat hier schon {limit} Geräte. Nimm einen Gerätenamen, der gleich bleibt.',
  'error.content_damaged':
    'Die gespeicherte Kopie von Version {version} ist beschädigt und wurde beiseitegelegt. Frühere Versionen stehen im Verlauf.',
  'error.paused':
    'Der Besitzer hat den Hub angehalten. Es wurde nichts abgeglichen; es geht weiter, sobald er ihn fortsetzt.',
  'error.closing': 'Der Hub hält gerade an. Versuche es gleich noch einmal.',
  'error.timeout': 'Die Anfrage hat zu lange gebraucht.',
  'error.internal': 'Im Hub ist etwas schiefgegangen. Sein Protokoll sagt mehr.',
}
