import 'dart:async';
import 'dart:convert';
import 'dart:math';

import 'package:http/http.dart' as http;

import 'encryption.dart';
import 'errors.dart';
import 'events.dart';
import 'request.dart';
import 'results.dart';

/// A hub that this device has a key for.
class SxncdHub {
  /// With a [password] settings are encrypted before they leave, and opened when they come.
  /// [oldPassword] is for reading only, until all devices have the new one.
  SxncdHub(
    this.address,
    String key, {
    this.password,
    this.oldPassword,
    this.envelope = Envelope.sxncd1,
    http.Client? client,
  })  : _key = keyHeader(key),
        _client = client ?? http.Client();

  final String address;
  final String? password;
  final String? oldPassword;
  final Envelope envelope;
  final String _key;
  final http.Client _client;

  Map<String, String> get _authorization => {'Authorization': _key};

  /// Ends all connections.
  void close() => _client.close();

  /// Sends the settings of this device and takes the newest. The name of the device must stay the same.
  ///
  /// [agreed] are the settings that this device and the hub last agreed on. With them the hub is looked
  /// at first: where both have changed since, [onConflict] says what is right, and that is sent as saved
  /// now. Without them the newer copy is taken, and the other is in the history.
  Future<SyncResult> sync({
    required String deviceName,
    required DateTime savedTs,
    required String settings,
    String? agreed,
    FutureOr<String> Function(Conflict conflict)? onConflict,
  }) async {
    if (onConflict == null || agreed == null || settings == agreed) {
      return _send(deviceName, savedTs, settings);
    }
    final held = await _held();
    final hubs = held == null ? null : (await _open(held)).text;
    if (hubs == null || hubs == agreed || hubs == settings) {
      return _send(deviceName, savedTs, settings);
    }
    final conflict = Conflict(agreed: agreed, mine: settings, hubs: hubs);
    final sent = await _send(deviceName, DateTime.now(), await onConflict(conflict));
    // The device does not hold what was merged: it has to import it, whatever the hub made of it.
    return SyncResult(SyncAction.existingNewer, sent.settings);
  }

  Future<SyncResult> _send(String deviceName, DateTime savedTs, String settings) async {
    final sealed = await _seal(settings);
    final answer = await callHub(
      _client,
      hub: address,
      method: 'POST',
      path: '/api/v1/sync/update',
      headers: _authorization,
      body: {
        'deviceName': deviceName,
        'savedTs': savedTs.toUtc().toIso8601String(),
        'settings': sealed,
      },
    );
    final action = SyncAction.values.asNameMap()[answer.body['action']];
    final data = answer.body['data'];
    if (action == null || data is! String) throw badAnswer(answer.status);
    return SyncResult(action, data == sealed ? settings : (await _open(data)).text);
  }

  /// Reads the current settings without sending any; null as long as [etag] still names them.
  /// Throws [HubException] with the code `slot_empty` where there are none yet.
  Future<Stored?> pull({String? etag}) async {
    final stored = await _read(etag);
    if (stored == null || password == null) return stored;
    return _with(stored, (await _open(stored.settings)).text);
  }

  Future<Stored?> _read(String? etag) async {
    final answer = await callHub(
      _client,
      hub: address,
      path: '/api/v1/sync/settings?as=text',
      headers: {..._authorization, if (etag != null) 'If-None-Match': etag},
    );
    if (answer.status == 304) return null;
    final data = answer.body['data'];
    final version = answer.body['version'];
    if (data is! String || version is! Map<String, dynamic>) throw badAnswer(answer.status);
    return Stored(
      settings: data,
      version: version['version'] as int,
      deviceName: version['deviceName'] as String,
      savedTs: version['savedTs'] as String,
      etag: answer.headers['etag'] ?? '',
    );
  }

  /// Tells of changes as they happen, until its listener is gone. A hub that is away is looked for
  /// again and again. Throws [HubException] where waiting cannot help, such as for a revoked key.
  Stream<Change> watch({required String deviceName, int? lastVersion}) async* {
    var last = lastVersion?.toString() ?? '';
    var failures = 0;
    while (true) {
      var pause = Duration.zero;
      try {
        await for (final event in _listen(deviceName, last)) {
          failures = 0;
          if (event.id.isNotEmpty) last = event.id;
          if (event.event == 'change') yield _changeOf(event);
        }
      } on HubException catch (error) {
        if (!error.mayPass) rethrow;
        pause = error.retryAfter ?? Duration.zero;
      }
      failures = min(failures + 1, 5);
      final wait = Duration(milliseconds: (1000 << failures) * (50 + Random().nextInt(50)) ~/ 100);
      await Future<void>.delayed(wait > pause ? wait : pause);
    }
  }

  Stream<HubEvent> _listen(String deviceName, String last) async* {
    final request = requestOf(
      hub: address,
      path: '/api/v1/sync/events?device=${Uri.encodeQueryComponent(deviceName)}',
      headers: {
        ..._authorization,
        'Accept': 'text/event-stream',
        if (last.isNotEmpty) 'Last-Event-ID': last,
      },
    );
    final reply = await reaching(() => _client.send(request), answerTime);
    if (reply.statusCode != 200) {
      throw refusalOf(await reaching(() => http.Response.fromStream(reply), answerTime));
    }
    // The hub sends a heartbeat every 25 s.
    final bytes = reply.stream.timeout(const Duration(seconds: 60));
    try {
      await for (final event in parseEvents(bytes)) {
        yield event;
      }
    } on TimeoutException {
      throw const HubException(0, 'timeout', 'The hub went silent.');
    } on Exception {
      // Which class it is differs between phones, computers and browsers.
      throw const HubException(0, 'unreachable', 'The hub cannot be reached.');
    }
  }

  Change _changeOf(HubEvent event) {
    final change = jsonDecode(event.data);
    if (change is! Map<String, dynamic>) throw badAnswer(200);
    return Change(
      version: change['version'] as int,
      deviceName: change['deviceName'] as String,
    );
  }

  /// Encrypts settings so that the hub can still tell what is the same. Its copy is read first: what
  /// cannot be opened is not written over.
  Future<String> _seal(String settings) async {
    final secret = password;
    if (secret == null) return settings;
    final held = await _held();
    if (held == null) return encrypt(settings, secret, envelope: envelope);
    final opened = await _open(held);
    if (opened.byPassword && opened.text == settings) return held;
    final like = opened.byPassword ? held : null;
    return encrypt(settings, secret, envelope: envelope, like: like);
  }

  Future<String?> _held() async {
    try {
      return (await _read(null))?.settings;
    } on HubException catch (error) {
      if (error.status == 404) return null;
      rethrow;
    }
  }

  /// Opens settings by the password, or else by the old one.
  Future<_Opened> _open(String settings) async {
    final secret = password;
    final old = oldPassword;
    if (secret == null) return _Opened(settings, byPassword: false);
    try {
      final text = await decrypt(settings, secret);
      return _Opened(text, byPassword: formatOf(settings) != Envelope.plain);
    } on DecryptException {
      if (old == null) rethrow;
      return _Opened(await decrypt(settings, old), byPassword: false);
    }
  }

  Stored _with(Stored stored, String settings) => Stored(
        settings: settings,
        version: stored.version,
        deviceName: stored.deviceName,
        savedTs: stored.savedTs,
        etag: stored.etag,
      );
}

class _Opened {
  const _Opened(this.text, {required this.byPassword});

  final String text;

  /// They were encrypted, and by the password of today: nobody else has chosen the salt.
  final bool byPassword;
}
