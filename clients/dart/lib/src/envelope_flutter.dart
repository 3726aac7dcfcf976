import 'dart:convert';

import 'package:crypto/crypto.dart' as hash;
import 'package:cryptography/cryptography.dart';

import 'envelope_sxncd1.dart' show strictBase64;

const _rounds = 10000;
const _blockBytes = 16;

final _aes = AesCbc.with256bits(macAlgorithm: MacAlgorithm.empty);
final _known = <String, List<int>>{};

/// The key that the Flutter library `sxncd` makes of a password.
List<int> _keyFor(String password) => _known.putIfAbsent(password, () {
      final hashed = hash.sha256.convert(utf8.encode('$password:sxncd-final-padded-salt')).bytes;
      final salt = base64.encode(hashed).substring(0, 16);
      final secret = hash.Hmac(hash.sha256, utf8.encode(password));
      var block = secret.convert(utf8.encode(salt)).bytes;
      for (var round = 0; round < _rounds; round += 1) {
        block = secret.convert(block).bytes;
      }
      return block;
    });

/// Closes an envelope. Its IV comes from the settings, so that the same give the same envelope.
Future<String> sealFlutter(List<int> plain, String password) async {
  final key = _keyFor(password);
  final iv = hash.Hmac(hash.sha256, key).convert(plain).bytes.sublist(0, _blockBytes);
  final box = await _aes.encrypt(plain, secretKey: SecretKey(key), nonce: iv);
  return base64.encode([...iv, ...box.cipherText]);
}

/// Opens an envelope; null where the padding shows that the password is wrong.
Future<List<int>?> openFlutter(String envelope, String password) async {
  final bytes = _bytesOf(envelope);
  if (bytes == null) return null;
  final box = SecretBox(
    bytes.sublist(_blockBytes),
    nonce: bytes.sublist(0, _blockBytes),
    mac: Mac.empty,
  );
  try {
    return await _aes.decrypt(box, secretKey: SecretKey(_keyFor(password)));
  } catch (_) {
    // What bad padding is thrown as differs between the platforms.
    return null;
  }
}

/// Whether a text has the shape of this envelope: Base64 of an IV and one block or more.
bool isFlutter(String text) => _bytesOf(text) != null;

List<int>? _bytesOf(String text) {
  // Settings that are JSON are told apart without decoding megabytes.
  if (!RegExp('^[A-Za-z0-9+/]{43}').hasMatch(text)) return null;
  final bytes = strictBase64(text);
  return bytes != null && bytes.length % _blockBytes == 0 ? bytes : null;
}
