/// A hub refused, or could not be reached. [message] is a sentence for a person.
class HubException implements Exception {
  const HubException(this.status, this.code, this.message, {this.retryAfter});

  /// The HTTP status of the answer; 0 where there was none.
  final int status;

  /// The reason for a program: the hub's own (its header `x-sxncd-error`), or one of
  /// `unreachable`, `timeout`, `bad_hub`, `bad_key`, `bad_answer`, `redirected` and `http_STATUS`.
  final String code;

  final String message;

  /// How long the hub asks to wait before another try.
  final Duration? retryAfter;

  /// Whether the same request may go well later, without anybody doing something about it.
  bool get mayPass => status == 0
      ? code == 'unreachable' || code == 'timeout'
      : status == 408 || status == 429 || status >= 500;

  @override
  String toString() => message;
}

/// The password does not open the settings, or they were changed on their way.
class DecryptException implements Exception {
  const DecryptException([
    this.message = 'The password is wrong, or the settings were changed on their way.',
  ]);

  final String message;

  @override
  String toString() => message;
}
