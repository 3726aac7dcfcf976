import 'package:sxncd_hub/sxncd_hub.dart';
import 'package:test/test.dart';

import 'vectors.dart';

void main() {
  final vectors = readVectors('envelopes.json') as Map<String, dynamic>;
  List<Map<String, dynamic>> list(String name) =>
      (vectors[name] as List<dynamic>).cast<Map<String, dynamic>>();

  for (final vector in list('sealed')) {
    final password = vector['password'] as String;
    final text = vector['text'] as String;
    final own = vector['sxncd1'] as String;
    final flutter = vector['flutter'] as String;
    test('both envelopes of "$text" under $password', () async {
      expect(await decrypt(own, password, strict: true), text);
      expect(await decrypt(flutter, password), text);
      expect(await encrypt(text, password, like: vector['like'] as String), own);
      expect(await encrypt(text, password, envelope: Envelope.flutter), flutter);
      expect([formatOf(own), formatOf(flutter)], [Envelope.sxncd1, Envelope.flutter]);
    });
  }

  for (final vector in list('refused')) {
    test('${vector['envelope']} under ${vector['password']} does not open', () async {
      await expectLater(
        decrypt(vector['envelope'] as String, vector['password'] as String),
        throwsA(isA<DecryptException>()),
      );
    });
  }

  test('plain text is left alone, unless only envelopes may come', () async {
    for (final text in (vectors['plain'] as List<dynamic>).cast<String>()) {
      expect(await decrypt(text, 'secret'), text);
      await expectLater(
        decrypt(text, 'secret', strict: true),
        throwsA(isA<DecryptException>()),
      );
    }
  });
}
