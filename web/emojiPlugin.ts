import type { Plugin } from 'vite'
import { emojiText } from './emojiRows.ts'

const name = 'virtual:emoji'

/** Makes the text of the emoji a module of its own when the client is built. */
export const emojiPlugin: Plugin = {
  name: 'emoji',
  resolveId: (id) => (id === name ? `\0${name}` : undefined),
  load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(emojiText())}` : undefined),
}
