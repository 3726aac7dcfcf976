import 'dart:convert';

import 'package:http/http.dart' as http;
import 'package:http/testing.dart';
import 'package:sxncd_hub/sxncd_hub.dart';
import 'package:test/test.dart';

import 'vectors.dart';

/// Answers as the hub has answered, and holds what is sent to what was sent then.
http.Client replay(List<dynamic> exchanges) {
  final left = exchanges.cast<Map<String, dynamic>>().toList();
  return MockClient((request) async {
    final exchange = left.removeAt(0);
    final sent = exchange['request'] as Map<String, dynamic>;
    final headers = sent['headers'] as Map<String, dynamic>;
    expect(request.method, sent['method']);
    expect('${request.url.path}${request.url.hasQuery ? '?${request.url.query}' : ''}', sent['path']);
    for (final name in ['authorization', 'if-none-match']) {
      expect(request.headers[name], headers[name]);
    }
    if (sent['body'] != null) expect(jsonDecode(request.body), sent['body']);

    final answer = exchange['answer'] as Map<String, dynamic>;
    final body = answer['body'] == null ? '' : jsonEncode(answer['body']);
    return http.Response.bytes(
      utf8.encode(body),
      answer['status'] as int,
      headers: (answer['headers'] as Map<String, dynamic>).cast<String, String>(),
    );
  });
}

/// Makes the call of a vector. What it answers is in the form of the vectors.
Future<Object?> make(Map<String, dynamic> call, http.Client client) async {
  if (call['do'] == 'pair') {
    final paired = await pair(
      hub: 'http://hub.test',
      deviceName: call['deviceName'] as String,
      app: call['app'] as String,
      ticket: call['ticket'] as String?,
      onCode: (code) => expect(code.code, 'CODE'),
      retry: Duration.zero,
      client: client,
    );
    return paired.key;
  }
  final hub = SxncdHub(
    'http://hub.test/',
    (call['key'] as String?) ?? 'KEY',
    password: call['password'] as String?,
    envelope: call['envelope'] == 'flutter' ? Envelope.flutter : Envelope.sxncd1,
    client: client,
  );
  if (call['do'] == 'pull') {
    final stored = await hub.pull(etag: call['etag'] as String?);
    return stored?.settings;
  }
  final done = await hub.sync(
    deviceName: call['deviceName'] as String,
    savedTs: DateTime.parse(call['savedTs'] as String),
    settings: call['settings'] as String,
  );
  return '${done.action.name} ${done.settings}';
}

Object? expected(Map<String, dynamic> call, Object? result) {
  if (result == null) return null;
  final fields = result as Map<String, dynamic>;
  switch (call['do']) {
    case 'pair':
      return fields['key'];
    case 'pull':
      return fields['settings'];
    default:
      return '${fields['action']} ${fields['data']}';
  }
}

void main() {
  for (final vector in listVectors('exchanges.json')) {
    final call = vector['call'] as Map<String, dynamic>;
    // A stamp that is none cannot be handed in here.
    if (call['savedTs'] is String && DateTime.tryParse(call['savedTs'] as String) == null) continue;
    test(vector['name'] as String, () async {
      final client = replay(vector['exchanges'] as List<dynamic>);
      final error = vector['error'] as Map<String, dynamic>?;
      if (error == null) {
        expect(await make(call, client), expected(call, vector['result']));
      } else if (error['decrypt'] == true) {
        await expectLater(make(call, client), throwsA(isA<DecryptException>()));
      } else {
        await expectLater(
          make(call, client),
          throwsA(
            isA<HubException>()
                .having((e) => e.status, 'status', error['status'])
                .having((e) => e.code, 'code', error['code'])
                .having((e) => e.message, 'message', error['message']),
          ),
        );
      }
    });
  }

  test('the call of the Flutter library answers as it did', () async {
    final vectors = listVectors('exchanges.json');
    final older = vectors.firstWhere((one) => one['name'] == 'existingNewer');
    final call = older['call'] as Map<String, dynamic>;
    final done = await sxncdSync(
      'http://hub.test',
      'KEY',
      call['deviceName'] as String,
      call['settings'] as String,
      DateTime.parse(call['savedTs'] as String),
      null,
      Envelope.flutter,
      replay(older['exchanges'] as List<dynamic>),
    );
    expect([done.success, done.action, done.data, done.error], [
      true,
      'existingNewer',
      (older['result'] as Map<String, dynamic>)['data'],
      null,
    ]);
  });

  for (final hubs in ['b', 'base']) {
    test('a conflict is asked about only where both have changed: the hub has $hubs', () async {
      final sent = <String>[];
      final hub = SxncdHub(
        'http://hub.test',
        'KEY',
        client: MockClient((request) async {
          if (request.method == 'GET') {
            final version = {'version': 2, 'deviceName': 'Tablet', 'savedTs': '2025-01-01'};
            final body = {'success': true, 'data': hubs, 'version': version};
            return http.Response(jsonEncode(body), 200);
          }
          final body = jsonDecode(request.body) as Map<String, dynamic>;
          sent.add(body['settings'] as String);
          final answer = {'success': true, 'action': 'incomingNewer', 'data': body['settings']};
          return http.Response(jsonEncode(answer), 200);
        }),
      );
      final done = await hub.sync(
        deviceName: 'Pixel',
        savedTs: DateTime.utc(2025),
        settings: 'a',
        agreed: 'base',
        onConflict: (conflict) => '${conflict.mine}+${conflict.hubs}',
      );
      final isConflict = hubs == 'b';
      expect(sent, [isConflict ? 'a+b' : 'a']);
      expect(done.settings, isConflict ? 'a+b' : 'a');
      expect(done.action, isConflict ? SyncAction.existingNewer : SyncAction.incomingNewer);
    });
  }
}
