import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { Icon, PathIcon } from '../components/Icon.tsx'
import { menuIcons } from '../components/menuIcons.ts'
import { isNamed } from '../groups.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { fullTime } from '../time.ts'
import { useBlocked } from '../useBlocked.ts'
import { useStore } from '../useStore.ts'
import { PhotoStage } from './PhotoStage.tsx'
import { useDownload } from './useDownload.ts'
import { localIdOf } from './usePhoto.ts'
import { useViewerHistory } from './useViewerHistory.ts'
import { viewed } from './viewed.ts'
import { type ViewedPhoto, viewedPhotosIn } from './viewedPhotos.ts'

type Props = {
  photos: readonly ViewedPhoto[]
  index: number
  onShow: (key: string) => void
  onClosed: () => void
}

const OpenViewer = ({ photos, index, onShow, onClosed }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = useViewerHistory(onClosed)
  const shown = photos[index]
  const download = useDownload(shown?.photo)

  // As a layout effect, it closes the dialog before React removes it: only then does the browser return the focus.
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])

  if (!shown) return null
  const { photo, text, createdAt, author } = shown
  const step = (by: 1 | -1) => {
    const next = photos[index + by]
    if (next) onShow(next.photo.key)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation() // the keys of the page must not act behind it
    const isMirrored = getComputedStyle(event.currentTarget).direction === 'rtl'
    if (event.key === 'ArrowRight') step(isMirrored ? -1 : 1)
    if (event.key === 'ArrowLeft') step(isMirrored ? 1 : -1)
  }
  const place = texts.photoPlace(index + 1, photos.length)
  return (
    <dialog
      ref={dialog}
      className="viewer"
      aria-label={photo.alt || texts.photo}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
    >
      <header>
        <button
          type="button"
          className="quiet icon-only"
          aria-label={texts.close}
          title={texts.close}
          onClick={close}
        >
          <Icon name="close" />
        </button>
        <p className="who">
          <bdi className="name">{author ?? texts.you}</bdi>
          <time dateTime={createdAt}>{fullTime(createdAt)}</time>
        </p>
        {photos.length > 1 && <span className="place">{place}</span>}
        <button
          type="button"
          className="quiet icon-only"
          aria-label={texts.download}
          title={texts.download}
          onClick={download}
        >
          <PathIcon path={menuIcons.download} />
        </button>
      </header>
      <PhotoStage key={localIdOf(photo) ?? photo.key} photo={photo} onStep={step} onClose={close} />
      {photos.length > 1 && (
        <>
          <button
            type="button"
            className="quiet icon-only step is-previous is-mirrored"
            aria-label={texts.previousPhoto}
            title={texts.previousPhoto}
            disabled={index === 0}
            onClick={() => step(-1)}
          >
            <PathIcon path={menuIcons.previous} />
          </button>
          <button
            type="button"
            className="quiet icon-only step is-next is-mirrored"
            aria-label={texts.nextPhoto}
            title={texts.nextPhoto}
            disabled={index === photos.length - 1}
            onClick={() => step(1)}
          >
            <PathIcon path={menuIcons.next} />
          </button>
        </>
      )}
      {(text || photo.alt) && (
        <footer>
          {text && (
            <p className="caption" dir="auto">
              {text}
            </p>
          )}
          {photo.alt && (
            <p className="alt" dir="auto">
              {photo.alt}
            </p>
          )}
        </footer>
      )}
      <p className="visually-hidden" role="status">
        {photos.length > 1 && `${place}. `}
        {photo.alt || texts.photo}
      </p>
    </dialog>
  )
}

/** The picture of a conversation that the person has opened, on the whole screen. */
export const PhotoViewer = ({ conversation }: { conversation: Conversation }) => {
  const key = useStore(viewed, (opened) => (opened?.conversation === conversation ? opened.key : undefined))
  const { messages, outbox, group } = useStore(conversation)
  const ownUuid = useOwnUuid()
  const blocked = useBlocked(isNamed(group))
  const photos =
    key === undefined ? [] : viewedPhotosIn({ messages, outbox, group }, ownUuid, blocked ?? new Set())
  // It may have been opened before its message was sent.
  const index = photos.findIndex(({ photo }) => photo.key === key || localIdOf(photo) === key)
  // Its message was deleted.
  const isGone = key !== undefined && index < 0
  useEffect(() => {
    if (isGone) viewed.set(undefined)
  }, [isGone])
  if (index < 0) return null
  return (
    <OpenViewer
      photos={photos}
      index={index}
      onShow={(next) => viewed.set({ conversation, key: next })}
      onClosed={() => viewed.set(undefined)}
    />
  )
}
