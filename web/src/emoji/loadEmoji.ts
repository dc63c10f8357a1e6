import { type EmojiGroup, emojiGroups } from './emojiGroups.ts'
import stylesUrl from './emojiPicker.css?url'

const addStyles = (href: string) =>
  new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href })
    link.addEventListener('load', resolve)
    link.addEventListener('error', () => {
      link.remove()
      reject(new Error('The styles of the emoji picker could not be loaded'))
    })
    document.head.append(link)
  })

const load = async () => {
  const [{ default: text }] = await Promise.all([import('virtual:emoji'), addStyles(stylesUrl)])
  return emojiGroups(text)
}

let loading: Promise<EmojiGroup[]> | undefined

/** Loads the data and the styles of the picker, once. */
export const loadEmoji = () => {
  loading ??= load().catch((error) => {
    loading = undefined
    throw error
  })
  return loading
}
