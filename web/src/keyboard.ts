/** Whether an input method is composing a word (Japanese, Chinese, …). Safari marks the last key only by its code 229. */
export const isComposing = ({ isComposing, keyCode }: KeyboardEvent): boolean =>
  isComposing || keyCode === 229

/** Whether the device has a hardware keyboard, so that focusing a field opens none on the screen. */
export const hasKeyboard = (): boolean => matchMedia('(hover: hover) and (pointer: fine)').matches
