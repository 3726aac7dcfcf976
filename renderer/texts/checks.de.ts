import type { Sentences } from './sentences.ts'

/** What the hub finds out about itself and its network. The hub speaks English. */
export const checksDe: Sentences = [
  ['The clock of this computer was set', 'Die Uhr dieses Rechners wurde gestellt'],
  [
    'It was set back by {length}. What devices sent before is ordered by when it really arrived, and nothing is thinned out for a day.',
    'Sie wurde um {length} zurückgestellt. Was Geräte vorher geschickt haben, gilt so, wie es wirklich ankam; einen Tag lang wird nichts ausgedünnt.',
  ],
  [
    'It was set forward by {length}. What devices sent before is ordered by when it really arrived, and nothing is thinned out for a day.',
    'Sie wurde um {length} vorgestellt. Was Geräte vorher geschickt haben, gilt so, wie es wirklich ankam; einen Tag lang wird nichts ausgedünnt.',
  ],
  [
    'If the clock is right now, there is nothing to do. If it is not, set it by the network.',
    'Geht die Uhr jetzt richtig, ist nichts zu tun. Sonst stelle sie über das Netz.',
  ],
  ['The hub cannot store anything', 'Der Hub kann nichts mehr speichern'],
  [
    'Writing to the data folder failed ({reason}).',
    'Das Schreiben in den Datenordner schlug fehl ({reason}).',
  ],
  ['Writing to {folder} failed ({reason}).', 'Das Schreiben nach {folder} schlug fehl ({reason}).'],
  ['Check the disk, then restart the hub.', 'Prüfe die Festplatte, dann starte den Hub neu.'],
  ['Damaged files that were set aside: {n}', 'Beiseitegelegte beschädigte Dateien: {n}'],
  [
    'They are kept in the folder "quarantine" of the data folder. Check the disk.',
    'Sie liegen im Ordner „quarantine“ des Datenordners. Prüfe die Festplatte.',
  ],
  [
    'Damaged files that were set aside earlier: {n}',
    'Früher beiseitegelegte beschädigte Dateien: {n}',
  ],
  [
    'They are in {folder}. What is there now is sound.',
    'Sie liegen in {folder}. Was jetzt da ist, ist heil.',
  ],
  [
    'Look whether something in them is missed, then empty that folder.',
    'Schau nach, ob etwas davon fehlt, und leere dann diesen Ordner.',
  ],
  [
    'Folders with what restores have replaced: {n}',
    'Ordner mit dem, was Wiederherstellungen ersetzt haben: {n}',
  ],
  ['{folder} and others beside it.', '{folder} und weitere daneben.'],
  [
    'Remove them once nothing from before is missed.',
    'Lösche sie, sobald nichts von früher mehr fehlt.',
  ],
  ['The hub cannot read what it has stored', 'Der Hub kann nicht lesen, was er gespeichert hat'],
  ['Reading {folder} failed ({reason}).', 'Das Lesen von {folder} schlug fehl ({reason}).'],
  [
    'Look whether the folder is still in its place, and whether the user who runs the hub can read it.',
    'Schau nach, ob der Ordner noch an seinem Platz ist und ob der Benutzer, unter dem der Hub läuft, ihn lesen darf.',
  ],
  [
    'The first {n} versions were read; "sxncd backup" reads all of them.',
    'Die ersten {n} Stände wurden gelesen; „sxncd backup“ liest alle.',
  ],
  ['Settings that cannot be read: {n}', 'Einstellungen, die nicht lesbar sind: {n}'],
  [
    'Check the disk and the rights of these folders in the data folder. All others are served.',
    'Prüfe die Festplatte und die Rechte dieser Ordner im Datenordner. Alle anderen gibt es weiter.',
  ],
  ['The public address is another one', 'Die öffentliche Adresse ist eine andere'],
  [
    'PUBLIC_URL is {url}, but this page was opened as {used}.',
    'PUBLIC_URL ist {url}, aber diese Seite wurde als {used} geöffnet.',
  ],
  [
    'If people use this address, set PUBLIC_URL to it; sign-in by a provider needs it.',
    'Wird diese Adresse benutzt, setze PUBLIC_URL darauf; die Anmeldung über einen Anbieter braucht das.',
  ],
  ['A reverse proxy is not believed', 'Einem Reverse Proxy wird nicht geglaubt'],
  [
    'Requests carry X-Forwarded headers, but the hub was not told of a proxy.',
    'Anfragen haben X-Forwarded-Kopfzeilen, aber der Hub weiß von keinem Proxy.',
  ],
  [
    'Set TRUST_PROXY to the address of the proxy, so that limits count per visitor.',
    'Setze TRUST_PROXY auf die Adresse des Proxys, damit Grenzen je Besucher gelten.',
  ],
  ['The clock of "{name}" is ahead', 'Die Uhr von „{name}“ geht vor'],
  [
    'Its last sync of {app} was stamped {n} minutes in the future.',
    'Der letzte Abgleich von {app} trug eine Zeit, die {n} Minuten in der Zukunft lag.',
  ],
  [
    'Set the clock of that device, or of this computer, by the network.',
    'Stelle die Uhr jenes Geräts oder dieses Rechners nach dem Netz.',
  ],
  ['An app module cannot be used', 'Ein App-Modul ist nicht brauchbar'],
  ['Mend the file and restart the hub.', 'Bringe die Datei in Ordnung und starte den Hub neu.'],

  ['The last backup failed', 'Die letzte Sicherung ist fehlgeschlagen'],
  [
    '{time} UTC: the data folder could not be read.',
    '{time} UTC: Der Datenordner war nicht lesbar.',
  ],
  [
    '{time} UTC: the disk for backups is full.',
    '{time} UTC: Die Festplatte für Sicherungen ist voll.',
  ],
  [
    '{time} UTC: the folder for backups is not there.',
    '{time} UTC: Der Ordner für Sicherungen ist nicht da.',
  ],
  [
    '{time} UTC: the folder for backups cannot be written ({reason}).',
    '{time} UTC: Der Ordner für Sicherungen lässt sich nicht beschreiben ({reason}).',
  ],
  [
    'Look at the folder for backups (BACKUP_DIR) and its disk. The ones from before are kept.',
    'Sieh dir den Ordner für Sicherungen (BACKUP_DIR) und seine Festplatte an. Die früheren bleiben.',
  ],
  [
    'The last backup is incomplete; files that are not in it: {n}',
    'Die letzte Sicherung ist unvollständig; Dateien, die nicht darin sind: {n}',
  ],
  ['{time} UTC: {files}; and {n} more', '{time} UTC: {files}; und {n} weitere'],
  [
    'Check the disk of the hub. Complete backups from before are kept, and it is tried again within the hour.',
    'Prüfe die Festplatte des Hubs. Vollständige Sicherungen von früher bleiben, und innerhalb einer Stunde wird es noch einmal versucht.',
  ],
  ['Backups are switched off', 'Sicherungen sind ausgeschaltet'],
  ['The hub makes none by itself.', 'Der Hub macht von selbst keine.'],

  ['The hub is not running', 'Der Hub läuft nicht'],
  ['No device can reach it.', 'Kein Gerät erreicht ihn.'],
  [
    'Start it, and run this again while it runs.',
    'Starte ihn, und prüfe noch einmal, während er läuft.',
  ],
  ['Devices on the network cannot reach the hub', 'Geräte im Netz erreichen den Hub nicht'],
  [
    'It listens on this computer only, as it does until its owner says otherwise.',
    'Er hört nur auf diesem Rechner, bis sein Besitzer etwas anderes sagt.',
  ],
  [
    'Switch on "Let devices on this network connect" in the window, or start the hub with LAN=on.',
    'Schalte im Fenster „Geräte in diesem Netz verbinden lassen“ ein, oder starte den Hub mit LAN=on.',
  ],
  [
    'The hub is on no network that looks like a home',
    'Der Hub ist in keinem Netz, das nach einem Zuhause aussieht',
  ],
  ['There are only: {names}.', 'Es gibt nur: {names}.'],
  ['There is none.', 'Es gibt keines.'],
  [
    'Connect this computer to the network, or choose the interface in the settings of the hub.',
    'Verbinde diesen Rechner mit dem Netz, oder wähle die Schnittstelle in den Einstellungen des Hubs.',
  ],
  ['The hub is on {n} networks', 'Der Hub ist in {n} Netzen'],
  [
    'It serves all of them: {names}. A device reaches it by the address of its own.',
    'Er bedient alle: {names}. Ein Gerät erreicht ihn unter der Adresse in seinem Netz.',
  ],
  [
    'Where that confuses, choose one interface in the settings of the hub.',
    'Wo das verwirrt, wähle eine Schnittstelle in den Einstellungen des Hubs.',
  ],
  ['A VPN is switched on', 'Ein VPN ist eingeschaltet'],
  [
    '{names}: some VPNs keep this computer from its own network.',
    '{names}: Manche VPNs halten diesen Rechner von seinem eigenen Netz fern.',
  ],
  [
    'If devices do not get through, allow "local network access" in the VPN, or try without it.',
    'Kommen Geräte nicht durch, erlaube im VPN den Zugriff auf das lokale Netz, oder versuche es ohne.',
  ],
  ['The hub runs in a container', 'Der Hub läuft in einem Container'],
  [
    'On a bridge network nobody hears its announcement, and its addresses are those of the container.',
    'In einem Bridge-Netz hört niemand seine Ansage, und seine Adressen sind die des Containers.',
  ],
  [
    'Use host networking (network_mode: host), or give devices the address of the machine by hand.',
    'Nimm das Netz des Rechners (network_mode: host), oder gib Geräten die Adresse des Rechners von Hand.',
  ],
  ['The hub cannot listen on {where}', 'Der Hub kann auf {where} nicht hören'],
  ['Another program has this port.', 'Ein anderes Programm hat diesen Port.'],
  ['The system refuses it: {reason}.', 'Das System lehnt es ab: {reason}.'],
  [
    'Stop that program, or choose other ports with PORT and HTTPS_PORT.',
    'Beende jenes Programm, oder wähle mit PORT und HTTPS_PORT andere Ports.',
  ],
  ['There is no HTTPS', 'Es gibt kein HTTPS'],
  [
    'Until it is mended, neighbours on the network can read what devices send.',
    'Bis das behoben ist, können Nachbarn im Netz mitlesen, was Geräte senden.',
  ],
  ['The hub answers at {url}', 'Der Hub antwortet unter {url}'],
  ['It called itself by this address.', 'Er hat sich unter dieser Adresse angerufen.'],
  ['The hub does not answer at {url}', 'Der Hub antwortet nicht unter {url}'],
  [
    'It called itself by this address: {reason}.',
    'Er hat sich unter dieser Adresse angerufen: {reason}.',
  ],
  [
    'Look for a firewall on this computer, and for another program on this port.',
    'Suche nach einer Firewall auf diesem Rechner und nach einem anderen Programm auf diesem Port.',
  ],
  ['The hub cannot announce itself on {where}', 'Der Hub kann sich auf {where} nicht ansagen'],
  ['mDNS does not work there: {reason}.', 'mDNS geht dort nicht: {reason}.'],
  [
    'Devices still get in by the QR code or the address. Look for a program that has UDP port 5353 to itself.',
    'Mit dem QR-Code oder der Adresse kommen Geräte trotzdem herein. Suche nach einem Programm, das den UDP-Port 5353 für sich hat.',
  ],
  ['The hub is announced on {name}', 'Der Hub wird auf {name} angesagt'],
  ['It heard its own announcement.', 'Er hat seine eigene Ansage gehört.'],
  ['The announcement on {name} is not heard', 'Die Ansage auf {name} ist nicht zu hören'],
  [
    'The hub looked for itself by mDNS and found nothing.',
    'Der Hub hat sich mit mDNS gesucht und nichts gefunden.',
  ],
  [
    'Allow UDP port 5353 in the firewall. Devices still get in by the QR code or the address.',
    'Erlaube den UDP-Port 5353 in der Firewall. Mit dem QR-Code oder der Adresse kommen Geräte trotzdem herein.',
  ],
  ['The last step is for a phone', 'Der letzte Schritt ist einer mit dem Handy'],
  ['Open {url} on a phone in the same network.', 'Öffne {url} auf einem Handy im selben Netz.'],
  [
    'If that fails while all is well here, the router keeps its devices apart: leave the guest network, and switch off "client isolation" (also "AP isolation") in the router.',
    'Klappt das nicht, obwohl hier alles gut ist, trennt der Router seine Geräte: Verlasse das Gastnetz, und schalte im Router „Client Isolation“ (auch „AP Isolation“) aus.',
  ],
  ['The clock of this computer is wrong', 'Die Uhr dieses Rechners geht falsch'],
  [
    'It shows {time} UTC, which is before this hub was made.',
    'Sie zeigt {time} UTC, und da gab es diesen Hub noch nicht.',
  ],
  [
    'Set it by the network: the newest settings are told by their time.',
    'Stelle sie nach dem Netz: Welche Einstellungen die neuesten sind, entscheidet ihre Zeit.',
  ],
  ['The clock of this computer is possible', 'Die Uhr dieses Rechners kann stimmen'],
  ['It shows {time} UTC.', 'Sie zeigt {time} UTC.'],
  ['The disk is almost full', 'Die Festplatte ist fast voll'],
  ['{n} MiB are left for {folder}.', '{n} MiB sind noch frei für {folder}.'],
  [
    'Free some space: a hub that cannot write refuses every sync.',
    'Schaffe Platz: Ein Hub, der nicht schreiben kann, lehnt jeden Abgleich ab.',
  ],
  [
    'Part of the data folder belongs to another user',
    'Ein Teil des Datenordners gehört einem anderen Benutzer',
  ],
  [
    '{path} is not of the user who runs the hub, and that one can change it.',
    '{path} gehört nicht dem Benutzer, unter dem der Hub läuft, und jener kann es ändern.',
  ],
  [
    'Stop the hub, give the folder with all that is in it to the user who runs the hub (chown -R), and start it again.',
    'Beende den Hub, gib den Ordner mit allem darin dem Benutzer, unter dem der Hub läuft (chown -R), und starte ihn wieder.',
  ],
  [
    'Other users of this computer may use the data folder',
    'Andere Benutzer dieses Rechners dürfen an den Datenordner',
  ],
  ['{folder} has the mode {mode}.', '{folder} hat die Rechte {mode}.'],
  [
    'Take their rights away (chmod 700). On a disk that knows no rights, such as one with exFAT, choose another.',
    'Nimm ihnen die Rechte (chmod 700). Kennt die Festplatte keine Rechte, wie bei exFAT, nimm eine andere.',
  ],
  ['The data folder is sound', 'Der Datenordner ist in Ordnung'],
  ['A firewall is on ({firewall})', 'Eine Firewall ist an ({firewall})'],
  ['Firewalls: what has to get through', 'Firewalls: was durchkommen muss'],
  [
    'Devices need TCP ports {ports}, and UDP port 5353. From this computer it cannot be told whether they get through.',
    'Geräte brauchen die TCP-Ports {ports} und den UDP-Port 5353. Von diesem Rechner aus ist nicht zu sehen, ob sie durchkommen.',
  ],
  [
    'Let TCP ports {ports}, and UDP port 5353 in.',
    'Lass die TCP-Ports {ports} und den UDP-Port 5353 herein.',
  ],
  [
    'Settings > Privacy & security > Windows Security > Firewall & network protection > Allow an app through firewall: tick the hub (or Node.js) for private networks. The network itself must count as private.',
    'Einstellungen > Datenschutz und Sicherheit > Windows-Sicherheit > Firewall & Netzwerkschutz > Zugriff von App durch Firewall zulassen: Setze beim Hub (oder Node.js) den Haken für private Netzwerke. Das Netz selbst muss als privat gelten.',
  ],
  [
    'System Settings > Network > Firewall > Options: allow incoming connections for the hub (or node). System Settings > Privacy & Security > Local Network: allow it too.',
    'Systemeinstellungen > Netzwerk > Firewall > Optionen: Erlaube dem Hub (oder node) eingehende Verbindungen. Systemeinstellungen > Datenschutz & Sicherheit > Lokales Netzwerk: Erlaube es dort auch.',
  ],
]
