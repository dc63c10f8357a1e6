const paths = {
  back: 'M15 5l-7 7 7 7',
  down: 'M6 9l6 6 6-6',
  leave: 'M15 4h3a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-3M10 16l-4-4 4-4M6 12h10',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l4 4',
  send: 'M4.500 12L20 4.500 15 20l-3.500-6.500L4.500 12ZM11.500 13.500L20 4.500',
  warning: 'M12 4L2.500 20h19L12 4ZM12 10v4M12 17.200v.3',
  bubbles: 'M4 5h12v9H9l-3 3v-3H4zM9 17h6l3 3v-3h2V9',
} as const

export const Icon = ({ name }: { name: keyof typeof paths }) => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
)
