/// What became of a sync.
enum SyncAction {
  /// The hub had nothing; yours is stored.
  created,

  /// You and the hub agree.
  none,

  /// The hub's copy is newer: import it.
  existingNewer,

  /// Yours is newer; it is stored.
  incomingNewer,
}

/// The answer to a sync.
class SyncResult {
  const SyncResult(this.action, this.settings);

  final SyncAction action;

  /// The newest settings.
  final String settings;
}

/// Both this device and another one have changed the settings since they last agreed.
class Conflict {
  const Conflict({required this.agreed, required this.mine, required this.hubs});

  /// What this device and the hub last agreed on.
  final String agreed;

  /// What this device has now.
  final String mine;

  /// What the hub has now.
  final String hubs;
}

/// The current settings, as text, exactly as they are stored.
class Stored {
  const Stored({
    required this.settings,
    required this.version,
    required this.deviceName,
    required this.savedTs,
    required this.etag,
  });

  final String settings;

  /// The number of the version.
  final int version;

  /// The device whose settings they are.
  final String deviceName;

  /// When they were saved, as that device has said it.
  final String savedTs;

  /// Names this version in a later `pull`.
  final String etag;
}

/// The settings have changed; what they are, the next sync or pull tells.
class Change {
  const Change({required this.version, required this.deviceName});

  final int version;

  /// The device whose settings they are.
  final String deviceName;
}
