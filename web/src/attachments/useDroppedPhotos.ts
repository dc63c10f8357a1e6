import { useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../../client/types.ts'
import { usePage } from '../components/usePage.ts'
import { addPhotos } from './addPhotos.ts'

const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false

/** Whether a file should be pasted: not into another field, and not if what is copied is a text. */
const isForComposer = ({ target, clipboardData }: ClipboardEvent): boolean => {
  if (clipboardData?.getData('text/plain')) return false
  const field = target instanceof Element ? target.closest('input, textarea, dialog') : null
  return !field || field.matches('.composer textarea')
}

/** Adds files that are pasted or dropped to the draft. Returns whether the person holds files over the page. */
export const useDroppedPhotos = (conversation: Conversation): boolean => {
  const page = usePage()
  const latest = useRef(page)
  latest.current = page
  const [isDragging, setDragging] = useState(false)
  useEffect(() => {
    const add = (files: FileList | undefined) => addPhotos(latest.current, conversation, [...(files ?? [])])
    const onPaste = (event: ClipboardEvent) => {
      const { files } = event.clipboardData ?? {}
      if (!files?.length || !isForComposer(event)) return
      event.preventDefault()
      add(files)
    }
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault() // else the browser would open the file
      setDragging(true)
    }
    // Leaving an element leads into another one, or out of the window.
    const onDragLeave = ({ relatedTarget }: DragEvent) => relatedTarget || setDragging(false)
    const onDrop = (event: DragEvent) => {
      setDragging(false)
      if (!hasFiles(event)) return
      event.preventDefault()
      add(event.dataTransfer?.files)
    }
    const listeners = [
      ['paste', onPaste],
      ['dragover', onDragOver],
      ['dragleave', onDragLeave],
      ['drop', onDrop],
    ] as const
    for (const [name, listener] of listeners) document.addEventListener(name, listener as EventListener)
    return () => {
      for (const [name, listener] of listeners) document.removeEventListener(name, listener as EventListener)
    }
  }, [conversation])
  return isDragging
}
