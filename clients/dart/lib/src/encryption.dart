import 'dart:convert';

import 'envelope_flutter.dart';
import 'envelope_sxncd1.dart';
import 'errors.dart';

/// How settings are encrypted.
enum Envelope {
  /// Not at all.
  plain,

  /// The hub's own: AES-256-GCM, a salt for each password, changes are noticed.
  sxncd1,

  /// That of the Flutter library `sxncd`, for devices that know no other.
  flutter,
}

/// Encrypts settings. [like] is an envelope that this password opens: its salt is used again, and the
/// same settings give the same envelope.
Future<String> encrypt(
  String text,
  String password, {
  Envelope envelope = Envelope.sxncd1,
  String? like,
}) {
  _checkPassword(password);
  final plain = utf8.encode(text);
  // Half a character has no UTF-8, and would come back as another one.
  if (_textOf(plain) != text) throw ArgumentError('The settings hold half a character.');
  switch (envelope) {
    case Envelope.plain:
      return Future.value(text);
    case Envelope.sxncd1:
      return sealSxncd1(plain, password, like: like);
    case Envelope.flutter:
      return sealFlutter(plain, password);
  }
}

/// Opens settings that were encrypted in either way; plain text is answered as it is, unless [strict].
/// Throws [DecryptException] for a wrong password, or an envelope that was changed.
Future<String> decrypt(String text, String password, {bool strict = false}) async {
  _checkPassword(password);
  final format = formatOf(text);
  if (strict && format != Envelope.sxncd1) {
    throw const DecryptException(
      'The settings are not encrypted as they should be. Nothing was taken.',
    );
  }
  if (format == Envelope.plain) return text;
  final plain = format == Envelope.sxncd1
      ? await openSxncd1(text, password)
      : await openFlutter(text, password);
  if (plain == null) throw const DecryptException();
  try {
    return _textOf(plain);
  } on FormatException {
    throw const DecryptException();
  }
}

/// What a text is, by its look alone.
Envelope formatOf(String text) {
  if (text.startsWith(sxncd1Header)) return Envelope.sxncd1;
  if (RegExp(r'^sxncd\d+\.').hasMatch(text)) {
    throw const DecryptException(
      'The settings were encrypted by a newer version. Update this program.',
    );
  }
  return isFlutter(text) ? Envelope.flutter : Envelope.plain;
}

/// The text of bytes that are strictly UTF-8. A mark at their beginning, which Dart leaves out, is kept.
String _textOf(List<int> bytes) {
  final hasMark = bytes.length > 2 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf;
  return (hasMark ? '\ufeff' : '') + utf8.decode(bytes);
}

void _checkPassword(String password) {
  if (password.isEmpty) throw ArgumentError('The password is empty.');
}
