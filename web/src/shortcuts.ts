import { isComposing } from './keyboard.ts'
import * as texts from './texts.ts'

const isMac = /^Mac/.test(globalThis.navigator?.platform ?? '')
const control = isMac ? '⌘' : texts.keys.control
const alt = isMac ? '⌥' : texts.keys.alt

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
    ({ textContent }) => textContent === texts.undo,
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
    keys: [control, 'K'],
    text: texts.jumpToConversation,
    action: 'jump',
    matches: (event) => isControl(event) && isLetter(event, 'k'),
  },
  {
    keys: [control, texts.keys.shift, 'F'],
    text: texts.shortcutSearch,
    action: 'search',
    matches: (event) => isShiftControl(event) && isLetter(event, 'f'),
  },
  {
    keys: [alt, '↑'],
    text: texts.shortcutPrevious,
    action: 'previous',
    matches: (event) => isAlt(event) && event.key === 'ArrowUp',
  },
  {
    keys: [alt, '↓'],
    text: texts.shortcutNext,
    action: 'next',
    matches: (event) => isAlt(event) && event.key === 'ArrowDown',
  },
  {
    keys: [texts.keys.escape],
    text: texts.shortcutList,
    action: 'list',
    matches: ({ key }) => key === 'Escape',
  },
  {
    keys: [control, 'Z'],
    text: texts.shortcutUndo,
    action: 'undo',
    matches: (event) =>
      isControl(event) && isLetter(event, 'z') && !isField(event.target) && undoButton() !== undefined,
  },
  { keys: ['E'], text: texts.shortcutArchive, action: 'archive', matches: onRow('e') },
  { keys: ['M'], text: texts.shortcutMute, action: 'mute', matches: onRow('m') },
  { keys: ['U'], text: texts.shortcutUnread, action: 'unread', matches: onRow('u') },
  { keys: [texts.keys.enter], text: texts.shortcutSend },
  { keys: [texts.keys.shift, texts.keys.enter], text: texts.shortcutNewLine },
  { keys: ['↑'], text: texts.shortcutEdit },
  { keys: [texts.keys.escape], text: texts.shortcutStop },
  {
    keys: ['?'],
    text: texts.shortcutHelp,
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
