import 'dart:io';

import 'package:sxncd_hub/sxncd_hub.dart';

/// Syncs a file: `dart run example/main.dart http://192.168.1.20:9693 sxncd_… settings.json`
Future<void> main(List<String> arguments) async {
  final address = arguments[0];
  final key = arguments[1];
  final path = arguments[2];
  final file = File(path);
  final hub = SxncdHub(address, key);
  try {
    final done = await hub.sync(
      deviceName: Platform.localHostname,
      savedTs: file.lastModifiedSync(),
      settings: file.readAsStringSync(),
    );
    if (done.action == SyncAction.existingNewer) file.writeAsStringSync(done.settings);
    stdout.writeln(done.action.name);
  } on HubException catch (error) {
    stderr.writeln(error.message);
    exitCode = 1;
  } finally {
    hub.close();
  }
}
