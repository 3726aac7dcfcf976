/** What can go wrong with targets of notifications: a part of the catalogue of errors. */
export const notifyErrors = {
  too_many_targets: [
    409,
    'There are {limit} notification targets already. Remove one that is not used any more.',
  ],
  target_unknown: [404, 'There is no such notification target. It may have been removed.'],
  target_fixed: [
    409,
    'The configuration of the hub names this target. Change NOTIFY_URL, then restart the hub.',
  ],
  target_address_bad: [400, 'The address must begin with http:// or https://.'],
  target_topic_missing: [
    400,
    'The address for ntfy must end in the topic, such as https://ntfy.sh/my-topic.',
  ],
  target_token_missing: [
    400,
    'The address for Gotify must hold the token of an application: https://gotify.example.com/?token=…',
  ],
} as const
