// A client of a SxncD hub, for Dart and Flutter.

export 'src/encryption.dart' show Envelope, decrypt, encrypt, formatOf;
export 'src/errors.dart' show DecryptException, HubException;
export 'src/events.dart' show HubEvent, parseEvents;
export 'src/hub.dart' show SxncdHub;
export 'src/pairing.dart' show Paired, PairingCode, pair;
export 'src/results.dart' show Change, Conflict, Stored, SyncAction, SyncResult;
export 'src/sxncd_sync.dart' show SxncdResponse, sxncdSync;
