import { hasKeyboard } from './keyboard.ts'

/**
 * Inserts a text, such as an emoji, at the caret of a field, in place of the selected text. The command of the browser keeps the steps of undo.
 * Where an on-screen keyboard is closed, it stays closed: the field then does not get the focus.
 */
export const insertText = (field: HTMLTextAreaElement, text: string) => {
  if (hasKeyboard()) field.focus()
  if (document.activeElement === field && document.execCommand('insertText', false, text)) return
  field.setRangeText(text, field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertText', data: text }))
}
