import { useState } from 'react'
import type { Conversation, Message, OutboxItem } from '../../../client/types.ts'
import { PathIcon } from '../components/Icon.tsx'
import { menuIcons } from '../components/menuIcons.ts'
import * as texts from '../texts.ts'
import { type Photo, sentPhotos, unsentPhotos } from './photo.ts'
import { isRevealed, reveal } from './revealed.ts'
import { UploadProgress } from './UploadProgress.tsx'
import { usePhoto } from './usePhoto.ts'
import { openPhoto } from './viewed.ts'

/** The rest is behind the last one. */
const maxShown = 5

type TileProps = {
  photo: Photo
  conversation: Conversation
  /** How many are not shown. */
  more: number
}

const Tile = ({ photo, conversation, more }: TileProps) => {
  const { address, isLocal, hasFailed, onLoad, onError, retry } = usePhoto(photo)
  const { key, alt, width, height } = photo
  if (hasFailed) {
    return (
      <div className="photo is-failed">
        <span>{texts.cantLoadPhoto}</span>
        <button type="button" className="small" onClick={retry}>
          {texts.tryAgain}
        </button>
      </div>
    )
  }
  return (
    <button
      type="button"
      className="photo"
      aria-haspopup="dialog"
      onClick={() => openPhoto(conversation, key)}
    >
      {address ? (
        <img
          key={address}
          src={address}
          alt={alt || texts.photo}
          width={width}
          height={height}
          decoding={isLocal ? 'sync' : 'async'} // the sender's own file must not disappear when the message is sent
          loading={isLocal ? 'eager' : 'lazy'}
          draggable={false}
          onLoad={onLoad}
          onError={onError}
        />
      ) : (
        <span className="visually-hidden">{alt || texts.photo}</span>
      )}
      {more > 0 && (
        <span className="more">
          <span aria-hidden="true">+{more}</span>
          <span className="visually-hidden">{texts.andMorePhotos(more)}</span>
        </span>
      )}
    </button>
  )
}

const Tiles = ({ photos, conversation }: { photos: Photo[]; conversation: Conversation }) =>
  photos
    .slice(0, maxShown)
    .map((photo, index) => (
      <Tile
        key={photo.key}
        photo={photo}
        conversation={conversation}
        more={index === maxShown - 1 ? photos.length - maxShown : 0}
      />
    ))

type Props = {
  conversation: Conversation
  message: Message
  /** Nothing is loaded until the person wants it. */
  isHidden: boolean
}

/** The pictures of a message. */
export const Photos = ({ conversation, message, isHidden }: Props) => {
  const { uuid } = message
  const [, setRevealed] = useState(false)
  const photos = sentPhotos(message)
  if (!isHidden || isRevealed(uuid)) return <Tiles photos={photos} conversation={conversation} />
  const show = () => {
    reveal(uuid)
    setRevealed(true)
  }
  return (
    <button type="button" className="hidden-photos" onClick={show}>
      <PathIcon path={menuIcons.photo} />
      {texts.showPhotos(photos.length)}
    </button>
  )
}

/** The pictures of a message that is not sent. */
export const UnsentPhotos = ({ conversation, item }: { conversation: Conversation; item: OutboxItem }) => (
  <>
    <Tiles photos={unsentPhotos(item)} conversation={conversation} />
    {item.state !== 'failed' && <UploadProgress item={item} conversation={conversation} />}
  </>
)
