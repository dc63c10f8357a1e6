import { useEffect, useRef } from 'react'
import { classNames } from '../classNames.ts'
import { PathIcon } from '../components/Icon.tsx'
import { menuIcons } from '../components/menuIcons.ts'
import * as texts from '../texts.ts'
import type { Photo } from './photo.ts'
import { usePhoto } from './usePhoto.ts'
import { usePhotoGestures } from './usePhotoGestures.ts'

type Props = { photo: Photo; onStep: (step: 1 | -1) => void; onClose: () => void }

const zoomStep = 1.5

/** A picture that can be zoomed and moved. */
export const PhotoStage = ({ photo, onStep, onClose }: Props) => {
  const stage = useRef<HTMLDivElement>(null)
  const { view, swipe, zoomBy } = usePhotoGestures(stage, { onStep, onClose })
  const { address, hasFailed, onLoad, onError, retry } = usePhoto(photo)
  useEffect(() => {
    const onKey = ({ key }: globalThis.KeyboardEvent) => {
      if (key === '+' || key === '=') zoomBy(zoomStep)
      if (key === '-') zoomBy(1 / zoomStep)
    }
    addEventListener('keydown', onKey, true)
    return () => removeEventListener('keydown', onKey, true)
  })
  const { scale, x, y } = view
  return (
    <>
      <div ref={stage} className={classNames('stage', scale > 1 && 'is-zoomed')}>
        {hasFailed ? (
          <div className="is-failed">
            <p>{texts.cantLoadPhoto}</p>
            <button type="button" onClick={retry}>
              {texts.tryAgain}
            </button>
          </div>
        ) : (
          address && (
            <img
              src={address}
              alt={photo.alt || texts.photo}
              width={photo.width}
              height={photo.height}
              draggable={false}
              style={{ transform: `translate(${x + swipe.x}px, ${y + swipe.y}px) scale(${scale})` }}
              onLoad={onLoad}
              onError={onError}
            />
          )
        )}
      </div>
      <div className="zoom">
        <button
          type="button"
          className="quiet icon-only"
          aria-label={texts.zoomOut}
          title={texts.zoomOut}
          disabled={scale <= 1}
          onClick={() => zoomBy(1 / zoomStep)}
        >
          <PathIcon path={menuIcons.zoomOut} />
        </button>
        <button
          type="button"
          className="quiet icon-only"
          aria-label={texts.zoomIn}
          title={texts.zoomIn}
          onClick={() => zoomBy(zoomStep)}
        >
          <PathIcon path={menuIcons.zoomIn} />
        </button>
      </div>
    </>
  )
}
