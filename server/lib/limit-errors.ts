/** What is refused for now, since there is too much of it: a part of the catalogue of errors. */
export const limitErrors = {
  too_many_requests: [429, 'Too many requests with this key. Try again in {seconds} s.'],
  too_many_changes: [
    429,
    'Too many changes by this account in a short time. Try again in {seconds} s.',
  ],
  too_many_at_once: [
    429,
    'Too many requests of this account are under way. Try again in {seconds} s.',
  ],
  too_busy: [429, 'Too much large data is under way at once. Try again in {seconds} s.'],
  too_many_streams: [
    429,
    'Too many streams of events are open. Close one, or try again in {seconds} s.',
  ],
  too_many_downloads: [
    429,
    'Two exports or backups of yours are under way. Let one end, or try again in {seconds} s.',
  ],
  downloads_busy: [503, 'Too many exports or backups are under way. Try again in {seconds} s.'],
  too_many_failed_keys: [429, 'Too many wrong keys from this address. Try again in {seconds} s.'],
} as const
