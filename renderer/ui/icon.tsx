/** Drawn on a grid of 24 with a stroke of 1.8. */
const shapes = {
  add: 'M12 5v14M5 12h14',
  apps: 'M5 4h5v6H5zM14 4h5v6h-5zM5 14h5v6H5zM14 14h5v6h-5z',
  back: 'M14 6l-6 6 6 6',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  close: 'M6 6l12 12M18 6L6 18',
  compare: 'M9 4v16M15 4v16M9 8H4M9 12H4M9 16H4M15 8h5M15 12h5M15 16h5',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  device: 'M7 3.5h10v17H7zM11 17.5h2',
  download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
  eye: 'M3 12c4.5-8 13.5-8 18 0-4.5 8-13.5 8-18 0zM12 9.5a2.5 2.5 0 1 0 .01 0z',
  'eye-off':
    'M4 4l16 16M9.5 6.4C14 5 18.5 7.3 21 12c-.8 1.5-1.7 2.7-2.8 3.6M15 17.4C10.4 19.2 5.6 17 3 12c.9-1.7 2-3 3.2-4',
  file: 'M6 3.5h8l4 4v13H6zM14 3.5v4h4',
  folder: 'M3.5 6h6l2 2.5h9V19h-17z',
  forward: 'M10 6l6 6-6 6',
  hub: 'M4 5h16v6H4zM4 13h16v6H4zM7.5 8h.01M7.5 16h.01M11 8h5M11 16h5',
  info: 'M12 3.5a8.5 8.5 0 1 0 .01 0zM12 11v5.5M12 7.6h.01',
  key: 'M8 11a4 4 0 1 0 .01 0M11 12.5L19.5 4M16 7.5l3 3',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  members:
    'M9 4.5a3.5 3.5 0 1 0 .01 0M3 20c0-7 12-7 12 0M16 5.2a3 3 0 0 1 0 5.6M17.5 14.2c2.2.6 3.5 2.4 3.5 5.3',
  more: 'M6 9.5l6 6 6-6',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  play: 'M8 5l10 7-10 7z',
  restore: 'M4 12a8 8 0 1 0 2.7-6M4 4.5V9h4.5M12 8v4.5l3 1.8',
  rotate: 'M19 8.5A7.7 7.7 0 0 0 5 9.5M5 15.5a7.7 7.7 0 0 0 14-1M19.5 4v4.5H15M4.5 20v-4.5H9',
  trash: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 13h8.4L17 7M10.5 11v5M13.5 11v5',
  upload: 'M12 16V5M7 9.5l5-5 5 5M5 20h14',
  user: 'M12 4a4 4 0 1 0 .01 0M4.5 20.5c0-8.5 15-8.5 15 0',
  warning: 'M12 4l9 16H3zM12 10v4.5M12 17.2h.01',
} as const

export type IconName = keyof typeof shapes

/** Decoration beside words, or inside a button that has a name of its own. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path d={shapes[name]} />
    </svg>
  )
}
