import { useMessenger } from '../messengerContext.tsx'
import { useToast } from './Toast.tsx'

/** Copies the address of a page of the client. */
export const useCopyLink = () => {
  const showToast = useToast()
  return async (path: string) => {
    try {
      await navigator.clipboard.writeText(location.origin + path)
      showToast({ text: 'Link copied' })
    } catch {
      showToast({ text: "Couldn't copy the link" })
    }
  }
}

/** Copies the address at which others can message the user. */
export const useCopyOwnLink = () => {
  const { status } = useMessenger()
  const copyLink = useCopyLink()
  return () => copyLink(`/messages/new/@${status.get().me?.handle ?? ''}`)
}
