import 'package:http/http.dart' as http;

import 'encryption.dart';
import 'hub.dart';

/// The answer of [sxncdSync], as the Flutter library `sxncd` has it.
class SxncdResponse {
  SxncdResponse(this.success, {this.data, this.action, this.error});

  bool success;
  String? data;
  String? action;
  String? error;
}

/// The call of the Flutter library `sxncd`, so that an app changes one import. It never throws.
///
/// With a [password] both envelopes are read and the library's own is written, so that devices with it
/// still read what this one sends. Unlike there, settings that the password does not open are an error,
/// and nothing is sent. Once no device has the library any more, say `Envelope.sxncd1`.
Future<SxncdResponse> sxncdSync(
  String url,
  String apiKey,
  String deviceName,
  String data,
  DateTime savedTs, [
  String? password,
  Envelope envelope = Envelope.flutter,
  http.Client? client,
]) async {
  final own = client ?? http.Client();
  try {
    final hub = SxncdHub(
      url,
      apiKey,
      password: password == '' ? null : password,
      envelope: envelope,
      client: own,
    );
    final done = await hub.sync(deviceName: deviceName, savedTs: savedTs, settings: data);
    return SxncdResponse(true, data: done.settings, action: done.action.name);
  } catch (error) {
    return SxncdResponse(false, error: '$error');
  } finally {
    if (client == null) own.close();
  }
}
