import { useMessenger } from '../messengerContext.tsx'
import { useToast } from './Toast.tsx'

/** Returns a function that copies a text, and shows whether that has worked. */
export const useCopy = () => {
  const showToast = useToast()
  return (text: string, confirmation = 'Copied') =>
    navigator.clipboard.writeText(text).then(
      () => showToast({ text: confirmation }),
      () => showToast({ text: "Couldn't copy" }),
    )
}

/** Copies the address of a page of the client. */
export const useCopyLink = () => {
  const copy = useCopy()
  return (path: string) => copy(new URL(path, location.href).href, 'Link copied')
}

/** Copies the address at which others can message the user. */
export const useCopyOwnLink = () => {
  const { status } = useMessenger()
  const copyLink = useCopyLink()
  return () => copyLink(`/messages/new/@${status.get().me?.handle ?? ''}`)
}
