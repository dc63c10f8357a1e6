import { browserStorage } from '../../../client/browser.ts'
import { withFallback } from '../../../client/storage.ts'

/** Where the recent emoji and the skin tone are stored. */
export const emojiStorage = withFallback(browserStorage(window))
