export const iconPaths = {
  back: 'M15 5l-7 7 7 7',
  bellOff:
    'M4 4l16 16M9 5.2A5.5 5.5 0 0 1 17.5 10c0 2 .3 3.4.8 4.5M6.5 9.5c0 4-1 5.5-2 7h12M10 19.5a2 2 0 0 0 4 0',
  bubbles: 'M4 5h12v9H9l-3 3v-3H4zM9 17h6l3 3v-3h2V9',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM12 8v4.5l3 1.5',
  close: 'M6 6l12 12M18 6L6 18',
  compose:
    'M12 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-6M9 15l.7-3.2L17.5 4l2.5 2.5-7.8 7.8L9 15Z',
  down: 'M6 9l6 6 6-6',
  emoji: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM9 10h.01M15 10h.01M8.5 14c1.5 2.5 5.5 2.5 7 0',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  request: 'M4 6h16v11H11l-4 3.5V17H4zM12 9v3M12 14.3v.2',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l4 4',
  send: 'M4.5 12L20 4.5 15 20l-3.5-6.5L4.5 12ZM11.5 13.5L20 4.5',
  warning: 'M12 4L2.5 20h19L12 4ZM12 10v4M12 17.2v.3',
} as const

type PathProps = {
  path: string
  /** What it means, if no text beside it says so. */
  label?: string
}

/** An icon by its path, for what is loaded later. */
export const PathIcon = ({ path, label }: PathProps) => (
  <svg
    className="icon"
    viewBox="0 0 24 24"
    role={label && 'img'}
    aria-label={label}
    aria-hidden={label ? undefined : true}
  >
    <path d={path} />
  </svg>
)

export const Icon = ({ name, label }: { name: keyof typeof iconPaths; label?: string }) => (
  <PathIcon path={iconPaths[name]} {...(label && { label })} />
)
