import 'dart:async';
import 'dart:convert';

import 'package:http/http.dart' as http;

import 'errors.dart';

/// An answer of 200 or 304.
class Answer {
  const Answer(this.status, this.headers, this.body);

  final int status;
  final Map<String, String> headers;
  final Map<String, dynamic> body;
}

/// How long a hub may take to answer; sending what is large comes on top, at 32 KiB/s.
const answerTime = Duration(seconds: 5);

/// Puts the address of a hub and a path together.
Uri addressOf(String hub, String path) {
  final url = Uri.tryParse(hub.trim());
  final isHttp = url != null && (url.scheme == 'http' || url.scheme == 'https');
  if (!isHttp || url.host.isEmpty || url.userInfo.isNotEmpty) {
    throw const HubException(
      0,
      'bad_hub',
      'The address of the hub must be like http://192.168.1.20:9693, without a name and password.',
    );
  }
  final root = url.path.replaceFirst(RegExp(r'/+$'), '');
  return Uri.parse('${url.origin}$root$path');
}

/// A key as it goes into the `Authorization` header, as people paste it: with quotes, or `Bearer`.
String keyHeader(String key) {
  final plain = key
      .replaceFirst(RegExp('^(?:[\\s"\'`]|(?:bearer|token)[\\s:]+)+', caseSensitive: false), '')
      .replaceFirst(RegExp('[\\s"\'`]+\$'), '');
  if (RegExp(r'^[\x21-\x7e]+$').hasMatch(plain)) return plain;
  throw const HubException(
    0,
    'bad_key',
    'The key is empty, or holds characters that no key has.',
  );
}

/// Calls a hub. Throws [HubException] for any answer but 200 and 304.
Future<Answer> callHub(
  http.Client client, {
  required String hub,
  required String path,
  String method = 'GET',
  Map<String, String> headers = const {},
  Map<String, Object?>? body,
  Duration timeout = answerTime,
}) async {
  final request = requestOf(hub: hub, path: path, method: method, headers: headers, body: body);
  final sending = Duration(milliseconds: request.contentLength ~/ 32);
  final reply = await reaching(
    () async => http.Response.fromStream(await client.send(request)),
    timeout + sending,
  );
  if (reply.statusCode != 200 && reply.statusCode != 304) throw refusalOf(reply);
  final answer = reply.statusCode == 304 ? const <String, dynamic>{} : objectIn(reply);
  if (answer == null) throw badAnswer(reply.statusCode);
  return Answer(reply.statusCode, reply.headers, answer);
}

/// A request that follows no redirect: a key does not go where it was not sent.
http.Request requestOf({
  required String hub,
  required String path,
  String method = 'GET',
  Map<String, String> headers = const {},
  Map<String, Object?>? body,
}) {
  final request = http.Request(method, addressOf(hub, path))..followRedirects = false;
  if (body != null) {
    request.body = jsonEncode(body);
    request.headers['Content-Type'] = 'application/json';
  }
  request.headers.addAll(headers);
  return request;
}

/// Waits for what a hub answers. Throws [HubException] where nothing comes.
Future<T> reaching<T>(Future<T> Function() work, Duration timeout) async {
  try {
    return await work().timeout(timeout);
  } on TimeoutException {
    final seconds = timeout.inSeconds;
    throw HubException(0, 'timeout', 'The hub did not answer within $seconds s.');
  } on HubException {
    rethrow;
  } on Exception {
    // Which class it is differs between phones, computers and browsers.
    throw const HubException(0, 'unreachable', 'The hub cannot be reached.');
  }
}

/// What a refusal says.
HubException refusalOf(http.Response reply) {
  final status = reply.statusCode;
  if (status >= 300 && status < 400) {
    return HubException(
      status,
      'redirected',
      "The hub's address leads elsewhere. Use the address that it leads to.",
    );
  }
  final error = objectIn(reply)?['error'];
  final seconds = int.tryParse(reply.headers['retry-after'] ?? '');
  return HubException(
    status,
    reply.headers['x-sxncd-error'] ?? 'http_$status',
    error is String ? error : 'The hub answered $status.',
    retryAfter: seconds == null ? null : Duration(seconds: seconds),
  );
}

/// What stands at the address answers, but not as a hub does.
HubException badAnswer(int status) => HubException(
      status,
      'bad_answer',
      'What answers at this address is not a SxncD hub.',
    );

/// The JSON object that an answer holds, if it does.
Map<String, dynamic>? objectIn(http.Response reply) {
  try {
    final value = jsonDecode(utf8.decode(reply.bodyBytes));
    return value is Map<String, dynamic> ? value : null;
  } on FormatException {
    return null;
  }
}
