import 'dart:convert';

/// One event of a stream.
class HubEvent {
  const HubEvent(this.event, this.data, this.id);

  final String event;
  final String data;

  /// The last id that the stream has named, if any.
  final String id;
}

/// The events of a stream of server-sent events, as they come.
Stream<HubEvent> parseEvents(Stream<List<int>> bytes) async* {
  var event = '';
  var id = '';
  var hasId = false;
  final data = <String>[];
  await for (final line in bytes.transform(utf8.decoder).transform(const LineSplitter())) {
    if (line.isEmpty) {
      if (data.isNotEmpty || hasId) {
        yield HubEvent(event.isEmpty ? 'message' : event, data.join('\n'), id);
      }
      data.clear();
      event = '';
      hasId = false;
      continue;
    }
    final colon = line.indexOf(':');
    final name = colon < 0 ? line : line.substring(0, colon);
    final rest = colon < 0 ? '' : line.substring(colon + 1);
    final value = rest.startsWith(' ') ? rest.substring(1) : rest;
    switch (name) {
      case 'data':
        data.add(value);
      case 'event':
        event = value;
      case 'id':
        id = value;
        hasId = true;
    }
  }
}
