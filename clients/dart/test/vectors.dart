import 'dart:convert';
import 'dart:io';

/// The test vectors that all clients share.
dynamic readVectors(String name) =>
    jsonDecode(File('../../tests/vectors/$name').readAsStringSync());

/// The same, of a file that holds a list of objects.
List<Map<String, dynamic>> listVectors(String name) =>
    (readVectors(name) as List<dynamic>).cast<Map<String, dynamic>>();
