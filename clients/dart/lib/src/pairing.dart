import 'package:http/http.dart' as http;

import 'errors.dart';
import 'request.dart';

/// What a person sees on both sides and compares.
class PairingCode {
  const PairingCode(this.code, this.expiresAt);

  final String code;

  /// When the request ends by itself.
  final DateTime expiresAt;
}

/// A key of this device's own, and which hub gave it.
class Paired {
  const Paired(this.key, {this.hubId, this.hubName, this.fingerprint});

  final String key;
  final String? hubId;
  final String? hubName;

  /// The SHA-256 of the public key of the hub's certificate: store it with the key.
  final String? fingerprint;
}

const _longPoll = 25;
const _maxFailures = 6;

const _refusals = {
  'denied': 'The request was denied on the hub.',
  'expired': 'Nobody approved the request in time. Ask again.',
  'collected': 'The key was handed out already and is given only once. Ask again.',
};

/// Asks the hub for a key and waits until its owner has decided. [ticket], from the QR code of the hub,
/// is an approval that was given beforehand. Throws [HubException] with the code `pairing_denied`,
/// `pairing_expired` or `pairing_collected` where there is no key.
Future<Paired> pair({
  required String hub,
  required String deviceName,
  required String app,
  required void Function(PairingCode code) onCode,
  String? ticket,
  Duration retry = const Duration(seconds: 1),
  http.Client? client,
}) async {
  final own = client ?? http.Client();
  try {
    final asked = await callHub(
      own,
      hub: hub,
      method: 'POST',
      path: '/api/v1/pairings',
      body: {'deviceName': deviceName, 'app': app, if (ticket != null) 'ticket': ticket},
    );
    final granted = _pairedBy(asked.body);
    if (granted != null) return granted;
    final id = asked.body['id'];
    final secret = asked.body['secret'];
    final code = asked.body['code'];
    final expiresAt = DateTime.tryParse('${asked.body['expiresAt']}');
    if (id is! String || secret is! String || code is! String || expiresAt == null) {
      throw badAnswer(asked.status);
    }
    onCode(PairingCode(code, expiresAt));
    return await _collect(own, hub, id, secret, retry);
  } finally {
    if (client == null) own.close();
  }
}

Future<Paired> _collect(
  http.Client client,
  String hub,
  String id,
  String secret,
  Duration retry,
) async {
  for (var failures = 0;;) {
    try {
      final answer = await callHub(
        client,
        hub: hub,
        path: '/api/v1/pairings/${Uri.encodeComponent(id)}?wait=$_longPoll',
        headers: {'Authorization': 'Bearer $secret'},
        timeout: const Duration(seconds: _longPoll + 10),
      );
      final granted = _pairedBy(answer.body);
      if (granted != null) return granted;
      final state = answer.body['state'];
      if (state != 'waiting') {
        final sentence = _refusals[state];
        if (sentence == null) throw badAnswer(answer.status);
        throw HubException(answer.status, 'pairing_$state', sentence);
      }
      failures = 0;
    } on HubException catch (error) {
      failures += 1;
      if (!error.mayPass || failures == _maxFailures) rethrow;
    }
    await Future<void>.delayed(retry);
  }
}

Paired? _pairedBy(Map<String, dynamic> body) {
  final key = body['key'];
  final hub = body['hub'];
  if (key is! String) return null;
  if (hub is! Map<String, dynamic>) return Paired(key);
  return Paired(
    key,
    hubId: hub['id'] as String?,
    hubName: hub['name'] as String?,
    fingerprint: hub['fingerprint'] as String?,
  );
}
