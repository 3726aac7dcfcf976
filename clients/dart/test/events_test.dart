import 'dart:convert';

import 'package:sxncd_hub/sxncd_hub.dart';
import 'package:test/test.dart';

import 'vectors.dart';

void main() {
  for (final vector in listVectors('events.json')) {
    test(vector['name'] as String, () async {
      final bytes = utf8.encode(vector['stream'] as String);
      // In pieces of one byte.
      final events = await parseEvents(Stream.fromIterable(bytes.map((byte) => [byte]))).toList();
      final seen = [
        for (final event in events) {'event': event.event, 'data': event.data, 'id': event.id},
      ];
      expect(seen, vector['events']);
    });
  }

  test('stamps are written as the hub reads them', () {
    for (final vector in listVectors('stamps.json')) {
      final at = DateTime.fromMicrosecondsSinceEpoch(vector['microseconds'] as int, isUtc: true);
      expect(at.toIso8601String(), vector['text']);
    }
  });
}
