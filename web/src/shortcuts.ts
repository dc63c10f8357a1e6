import { isComposing } from './keyboard.ts'

const isMac = /^Mac/.test(globalThis.navigator?.platform ?? '')

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.matches('input, textarea')

/** On a keyboard without Latin letters, the place of the key counts. */
const isLetter = ({ key, code }: KeyboardEvent, letter: string): boolean =>
  key.toLowerCase() === letter || (code === `Key${letter.toUpperCase()}` && !/^[a-z]$/i.test(key))

/** The link of a conversation in a list. */
export const rowOf = (target: EventTarget | null): HTMLAnchorElement | null =>
  target instanceof Element ? target.closest<HTMLAnchorElement>('.inbox .row-frame > a') : null

const isAlt = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  altKey && !ctrlKey && !metaKey && !shiftKey

export type ShortcutAction = 'jump' | 'search' | 'previous' | 'next' | 'help' | 'list' | 'undo' | RowAction

/** What is done with the conversation whose row in a list has the focus. */
export type RowAction = 'archive' | 'mute' | 'unread'

const isControl = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  ctrlKey !== metaKey && !altKey && !shiftKey

const isShiftControl = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  ctrlKey !== metaKey && !altKey && shiftKey

/** The Undo button of the toast. */
export const undoButton = (): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('.toast button')].find(
    ({ textContent }) => textContent === 'Undo',
  )

const isPlain = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  !altKey && !ctrlKey && !metaKey && !shiftKey

const onRow =
  (letter: string) =>
  (event: KeyboardEvent): boolean =>
    isPlain(event) && isLetter(event, letter) && rowOf(event.target) !== null

type Shortcut = {
  keys: string[]
  text: string
  /** Undefined: the element that has the focus handles the key. */
  action?: ShortcutAction
  matches?: (event: KeyboardEvent) => boolean
}

/** All shortcuts, as their list shows them. */
export const shortcuts: Shortcut[] = [
  {
    keys: [isMac ? '⌘' : 'Ctrl', 'K'],
    text: 'Jump to conversation',
    action: 'jump',
    matches: (event) => isControl(event) && isLetter(event, 'k'),
  },
  {
    keys: [isMac ? '⌘' : 'Ctrl', 'Shift', 'F'],
    text: 'Search the open conversation',
    action: 'search',
    matches: (event) => isShiftControl(event) && isLetter(event, 'f'),
  },
  {
    keys: [isMac ? '⌥' : 'Alt', '↑'],
    text: 'Previous conversation',
    action: 'previous',
    matches: (event) => isAlt(event) && event.key === 'ArrowUp',
  },
  {
    keys: [isMac ? '⌥' : 'Alt', '↓'],
    text: 'Next conversation',
    action: 'next',
    matches: (event) => isAlt(event) && event.key === 'ArrowDown',
  },
  { keys: ['Esc'], text: 'Go to the list', action: 'list', matches: ({ key }) => key === 'Escape' },
  {
    keys: [isMac ? '⌘' : 'Ctrl', 'Z'],
    text: 'Undo the last action, while Undo is shown',
    action: 'undo',
    matches: (event) =>
      isControl(event) && isLetter(event, 'z') && !isField(event.target) && undoButton() !== undefined,
  },
  { keys: ['E'], text: 'In the list: archive', action: 'archive', matches: onRow('e') },
  { keys: ['M'], text: 'In the list: mute', action: 'mute', matches: onRow('m') },
  { keys: ['U'], text: 'In the list: mark as unread', action: 'unread', matches: onRow('u') },
  { keys: ['Enter'], text: 'Send the message' },
  { keys: ['Shift', 'Enter'], text: 'Start a new line' },
  { keys: ['↑'], text: 'With nothing written: edit your last message' },
  { keys: ['Esc'], text: 'Stop editing or replying' },
  {
    keys: ['?'],
    text: 'Show keyboard shortcuts',
    action: 'help',
    matches: ({ key, target }) => key === '?' && !isField(target),
  },
]

/** The action of a key, unless the key has been handled, composes a word, or a dialog or menu is open. */
export const actionOf = (event: KeyboardEvent): ShortcutAction | undefined => {
  if (event.defaultPrevented || isComposing(event)) return undefined
  if (document.querySelector(':modal, :popover-open')) return undefined
  return shortcuts.find(({ matches }) => matches?.(event))?.action
}
