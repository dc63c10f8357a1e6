import { type ChangeEvent, useRef } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { PathIcon } from '../components/Icon.tsx'
import { useMenu } from '../components/Menu.tsx'
import { menuIcons } from '../components/menuIcons.ts'
import { usePage } from '../components/usePage.ts'
import { hasKeyboard } from '../keyboard.ts'
import * as texts from '../texts.ts'
import { addPhotos, refusalIn } from './addPhotos.ts'

/** Without HEIC, so that phones hand over their photos as JPEG. */
const accepted = 'image/jpeg,image/png,image/webp,image/gif,image/avif'

/** Lets the person choose photos, and on a phone also take one. */
export const PhotoButton = ({ conversation }: { conversation: Conversation }) => {
  const page = usePage()
  const openMenu = useMenu()
  const files = useRef<HTMLInputElement>(null)
  const camera = useRef<HTMLInputElement>(null)
  const onChange = ({ target }: ChangeEvent<HTMLInputElement>) => {
    addPhotos(page, conversation, [...(target.files ?? [])])
    target.value = '' // so that the same file can be chosen again
    target.closest('form')?.querySelector('textarea')?.focus()
  }
  const choose = (anchor: HTMLElement) => {
    const refusal = refusalIn(conversation)
    if (refusal) return page.showToast({ text: refusal })
    if (hasKeyboard()) return files.current?.click()
    openMenu(
      () => ({
        label: texts.addPhotos,
        items: [
          { text: texts.choosePhotos, icon: menuIcons.photo, onSelect: () => files.current?.click() },
          { text: texts.takePhoto, icon: menuIcons.camera, onSelect: () => camera.current?.click() },
        ],
      }),
      { anchor },
    )
  }
  const input = {
    type: 'file',
    hidden: true,
    accept: accepted,
    onChange,
    'aria-label': texts.addPhotos,
  } as const
  return (
    <>
      <input ref={files} {...input} multiple />
      <input ref={camera} {...input} capture="environment" />
      <button
        type="button"
        className="quiet icon-only"
        aria-label={texts.addPhotos}
        title={texts.addPhotos}
        onClick={({ currentTarget }) => choose(currentTarget)}
      >
        <PathIcon path={menuIcons.photo} />
      </button>
    </>
  )
}
