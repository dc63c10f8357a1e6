import type { MenuContent } from '../components/Menu.tsx'
import { insertText } from '../insertText.ts'
import { hasKeyboard } from '../keyboard.ts'
import { EmojiDialog } from './EmojiDialog.tsx'

type Options = { selected?: string | undefined; onPick: (emoji: string) => void }

/** The emoji picker, opened like a menu: `openMenu(({ emojiPicker }) => emojiPicker({ onPick }), { anchor })`. */
export const emojiPicker = (options: Options): MenuContent => ({
  render: (anchor, onClose) => <EmojiDialog {...options} anchor={anchor} onClose={onClose} />,
})

/** The emoji picker of a field. With a keyboard, the focus goes to the field when the picker closes. */
export const emojiPickerOf = (field: HTMLTextAreaElement): MenuContent => {
  if (hasKeyboard()) field.focus()
  return emojiPicker({ onPick: (emoji) => insertText(field, emoji) })
}
