import { iconPaths } from './Icon.tsx'

/** The paths of the icons that only menus and dialogs show. */
export const menuIcons = {
  archive: 'M4 5h16v4H4zM5.5 9v10h13V9M10 13h4',
  bell: 'M6.5 10a5.5 5.5 0 0 1 11 0c0 4 1 5 2 6.5h-15c1-1.5 2-2.5 2-6.5ZM10 19.5a2 2 0 0 0 4 0',
  block: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16ZM6.5 6.5l11 11',
  camera: 'M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 10.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z',
  check: iconPaths.check,
  copy: 'M9 9h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM5 15V5a1 1 0 0 1 1-1h9',
  download: 'M12 4v11M7.5 11L12 15.5 16.5 11M5 19.5h14',
  edit: 'M4 20l1-4L16.5 4.5l3 3L8 19l-4 1ZM14 7l3 3',
  flag: 'M6 20V5c4-2 7 2 12 0v8c-5 2-8-2-12 0',
  key: 'M8 10.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM11.2 11.8L20 3M16.5 6.5l3 3',
  keyboard: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M7 14h10',
  leave: 'M15 4h3a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-3M10 16l-4-4 4-4M6 12h10',
  link: 'M10 14l4-4M11 7l1.5-1.5a4 4 0 0 1 6 6L17 13M13 17l-1.5 1.5a4 4 0 0 1-6-6L7 11',
  next: 'M9 6l6 6-6 6',
  open: 'M14 5h5v5M19 5l-8 8M17 14v4a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1h4',
  people:
    'M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM3 19c.4-3 2.8-4.5 6-4.5s5.6 1.5 6 4.5M15.5 5.5a3 3 0 0 1 0 5.5M17.5 14.8c2 .5 3.3 1.9 3.5 4.2',
  person: 'M12 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM5 20c.5-3.5 3.5-5 7-5s6.5 1.5 7 5',
  photo: 'M4 5h16v14H4zM4 16.5l4.5-4.5 4 4 3-3 4.5 4.5M15.5 8.7h.01',
  previous: 'M15 6l-6 6 6 6',
  reply: 'M10 6l-6 6 6 6M4.5 12H14a6 6 0 0 1 6 6v1',
  retry: 'M19 12a7 7 0 1 1-2-5l2 2M19 4.5V9h-4.5',
  settings:
    'M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M5.6 18.4l2.1-2.1M16.3 7.7l2.1-2.1',
  smile: iconPaths.emoji,
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7M10.5 11v5M13.5 11v5',
  zoomIn: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l4 4M8 11h6M11 8v6',
  zoomOut: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14ZM16 16l4 4M8 11h6',
  unarchive: 'M4 5h16v4H4zM5.5 9v10h13V9M12 17v-5M9.5 14L12 11.5l2.5 2.5',
  unread: 'M4 6h10M4 6v11h3v3.5L11 17h9v-6M18.5 4a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
} as const
