import { useMessenger } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { type ShowToast, useToast } from './Toast.tsx'

/** Copies a text, and shows whether that has worked. */
export const copy = (showToast: ShowToast, text: string, confirmation = texts.copied) =>
  navigator.clipboard.writeText(text).then(
    () => showToast({ text: confirmation }),
    () => showToast({ text: texts.couldntCopy }),
  )

/** Copies the address of a page of the client. */
export const copyLink = (showToast: ShowToast, path: string) =>
  copy(showToast, new URL(path, location.href).href, texts.linkCopied)

/** Copies the address at which others can message the user. */
export const useCopyOwnLink = () => {
  const { status } = useMessenger()
  const showToast = useToast()
  return () => copyLink(showToast, `/messages/new/@${status.get().me?.handle ?? ''}`)
}
