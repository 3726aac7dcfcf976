import { size, toggle } from '../lib/config-values.ts'
import { option } from './option.ts'

/** How much one may send and keep, and how often ask. */
export const limitOptions = {
  bodyLimit: option(
    'BODY_LIMIT',
    '10 MiB',
    size(1024, 256 * 1024 ** 2),
    'The largest body of a sync, from 1 KiB to 256 MiB.',
  ),
  fileLimit: option(
    'FILE_LIMIT',
    '64 MiB',
    size(1024, 512 * 1024 ** 2),
    'The largest file that comes in by WebDAV or the window, from 1 KiB to 512 MiB.',
  ),
  fileQuota: option(
    'FILE_QUOTA',
    '2 GiB',
    size(1024 ** 2, 1024 ** 5),
    'How much the files of one account may take up, with their histories.',
  ),
  rateLimit: option(
    'RATE_LIMIT',
    'on',
    toggle,
    'Slows down keys and addresses that ask too often; off only for load tests.',
  ),
}
