import { messengerErrorOf } from '../../../client/errors.ts'
import { usePage } from '../components/usePage.ts'
import { errorMessage } from '../errorMessages.ts'
import { useLocalAddress } from './localPictures.ts'
import type { Photo } from './photo.ts'

const save = (address: string, name: string) => {
  const link = Object.assign(document.createElement('a'), { href: address, download: name, rel: 'noopener' })
  link.click()
}

/** Returns a function that saves a picture as a file. The server says that its files are to be saved, and how they are named. */
export const useDownload = (photo: Photo | undefined) => {
  const { messenger, showToast } = usePage()
  const local = useLocalAddress(messenger, photo?.localId)
  return async () => {
    const { attachment } = photo ?? {}
    if (!attachment) return local && save(local, 'photo')
    try {
      const { findUrl, renewUrl } = await messenger.attachments()
      save(findUrl(attachment) ?? (await renewUrl(attachment.uuid)), '')
    } catch (error) {
      showToast({ text: errorMessage(messengerErrorOf(error).code) })
    }
  }
}
