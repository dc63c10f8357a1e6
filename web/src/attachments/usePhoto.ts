import { useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Attachments, Messenger } from '../../../client/types.ts'
import { useMessenger } from '../messengerContext.tsx'
import { useLocalAddress } from './localPictures.ts'
import type { Photo } from './photo.ts'
import { initialPhoto, type PhotoEvent, type PhotoState, reducePhoto } from './photoState.ts'

/** Once it is loaded: pictures are shown at once then. */
let support: Attachments | undefined

const useSupport = (messenger: Messenger): Attachments | undefined => {
  const [, setLoaded] = useState(support)
  useEffect(() => {
    messenger.attachments().then((loaded) => {
      support = loaded
      setLoaded(loaded)
    }, messengerErrorOf)
  }, [messenger])
  return support
}

/** The id of the file of an own picture that was sent from this page. */
export const localIdOf = ({ attachment }: Photo): string | undefined =>
  attachment && support?.localIdOf(attachment.uuid)

const addressOf = ({ attachment }: Photo): string | undefined =>
  attachment && (support ? support.findUrl(attachment) : undefined)

/** Where a picture is, and how far it is loaded. */
export const usePhoto = (photo: Photo) => {
  const messenger = useMessenger()
  const attachments = useSupport(messenger)
  const { attachment, localId } = photo
  const uuid = attachment?.uuid
  // The sender sees their own file, which is there already.
  const local = useLocalAddress(messenger, localId ?? (uuid && attachments?.localIdOf(uuid)))
  const [state, setState] = useState<PhotoState | undefined>(() =>
    support && attachment ? initialPhoto(addressOf(photo)) : undefined,
  )
  const dispatch = (event: PhotoEvent) => setState((before) => before && reducePhoto(before, event))
  if (attachments && attachment && !state) setState(initialPhoto(addressOf(photo)))
  const isRenewing = state?.name === 'renewing' && local === undefined
  const hasFailed = state?.name === 'failed'

  useEffect(() => {
    if (!isRenewing || !attachments || !uuid) return
    let isOver = false
    const tell = (event: PhotoEvent) => !isOver && setState((before) => before && reducePhoto(before, event))
    attachments.renewUrl(uuid).then(
      (address) => tell({ type: 'renewed', address }),
      (error) => {
        messengerErrorOf(error)
        tell({ type: 'renewFailed' })
      },
    )
    return () => {
      isOver = true
    }
  }, [isRenewing, attachments, uuid])

  const retry = () => dispatch({ type: 'wanted', address: undefined })
  // biome-ignore lint/correctness/useExhaustiveDependencies: it only sets the state
  useEffect(() => {
    if (!hasFailed) return
    addEventListener('online', retry)
    return () => removeEventListener('online', retry)
  }, [hasFailed])

  const address = local ?? (state && 'address' in state ? state.address : undefined)
  return {
    address,
    isLocal: local !== undefined,
    hasFailed: hasFailed && local === undefined,
    onLoad: () => dispatch({ type: 'loaded' }),
    onError: () => dispatch({ type: 'broken' }),
    retry,
  }
}
