import 'dart:convert';
import 'dart:math';
import 'dart:typed_data';

import 'package:crypto/crypto.dart' as hash;
import 'package:cryptography/cryptography.dart';
import 'package:unorm_dart/unorm_dart.dart' as unorm;

/// What every envelope of this kind begins with.
const sxncd1Header = 'sxncd1.';

const _rounds = 600000;
const _saltBytes = 16;
const _nonceBytes = 12;
const _tagBytes = 16;

final _aes = AesGcm.with256bits();

class _Keys {
  const _Keys(this.encryption, this.nonce);

  final List<int> encryption;
  final List<int> nonce;
}

List<int> _hmac(List<int> key, List<int> data) => hash.Hmac(hash.sha256, key).convert(data).bytes;

/// So many are remembered; a hub that makes up salts must not fill the memory.
const _maxKeys = 16;
final _known = <String, Future<_Keys>>{};

/// The rounds take seconds on a phone: they are paid once for a password and salt.
Future<_Keys> _keysFor(String password, List<int> salt) {
  final name = '${base64.encode(salt)}:$password';
  final keys = _known.remove(name) ?? _derive(password, salt);
  _known[name] = keys;
  if (_known.length > _maxKeys) _known.remove(_known.keys.first);
  return keys;
}

Future<_Keys> _derive(String password, List<int> salt) async {
  final pbkdf2 = Pbkdf2(macAlgorithm: Hmac.sha256(), iterations: _rounds, bits: 256);
  // The same letters can be typed in two ways; both are to open what one has closed.
  final secret = SecretKey(utf8.encode(unorm.nfc(password)));
  final root = await (await pbkdf2.deriveKey(secretKey: secret, nonce: salt)).extractBytes();
  return _Keys(
    _hmac(root, utf8.encode('sxncd1 encryption')),
    _hmac(root, utf8.encode('sxncd1 nonce')),
  );
}

/// Made of the settings: the same settings give the same envelope, which lets the hub answer `none`.
List<int> _nonceOf(_Keys keys, List<int> plain) => _hmac(keys.nonce, plain).sublist(0, _nonceBytes);

List<int> _tied(List<int> salt) => [...utf8.encode(sxncd1Header), ...salt];

/// Closes an envelope, with the salt of another one of the same password where there is one.
Future<String> sealSxncd1(List<int> plain, String password, {String? like}) async {
  final salt = _saltOf(like) ?? _newSalt();
  final keys = await _keysFor(password, salt);
  final nonce = _nonceOf(keys, plain);
  final box = await _aes.encrypt(
    plain,
    secretKey: SecretKey(keys.encryption),
    nonce: nonce,
    aad: _tied(salt),
  );
  return sxncd1Header + base64.encode([...salt, ...nonce, ...box.cipherText, ...box.mac.bytes]);
}

/// Opens an envelope; null for a wrong password, or any change to it.
Future<List<int>?> openSxncd1(String envelope, String password) async {
  final bytes = strictBase64(envelope.substring(sxncd1Header.length));
  if (bytes == null || bytes.length < _saltBytes + _nonceBytes + _tagBytes) return null;
  final salt = bytes.sublist(0, _saltBytes);
  final nonce = bytes.sublist(_saltBytes, _saltBytes + _nonceBytes);
  final sealed = bytes.sublist(_saltBytes + _nonceBytes, bytes.length - _tagBytes);
  final tag = bytes.sublist(bytes.length - _tagBytes);
  final keys = await _keysFor(password, salt);
  try {
    final plain = await _aes.decrypt(
      SecretBox(sealed, nonce: nonce, mac: Mac(tag)),
      secretKey: SecretKey(keys.encryption),
      aad: _tied(salt),
    );
    // Without this one envelope could be made that several passwords open, each to its own text.
    return _same(nonce, _nonceOf(keys, plain)) ? plain : null;
  } on SecretBoxAuthenticationError {
    return null;
  }
}

/// Reads Base64 as it is written here, and in no other spelling; null for what is not such.
Uint8List? strictBase64(String text) {
  try {
    final bytes = base64.decode(text);
    return base64.encode(bytes) == text ? bytes : null;
  } on FormatException {
    return null;
  }
}

List<int>? _saltOf(String? envelope) {
  if (envelope == null || !envelope.startsWith(sxncd1Header)) return null;
  return strictBase64(envelope.substring(sxncd1Header.length))?.sublist(0, _saltBytes);
}

List<int> _newSalt() {
  final random = Random.secure();
  return List<int>.generate(_saltBytes, (_) => random.nextInt(256));
}

bool _same(List<int> a, List<int> b) {
  if (a.length != b.length) return false;
  for (var at = 0; at < a.length; at += 1) {
    if (a[at] != b[at]) return false;
  }
  return true;
}
