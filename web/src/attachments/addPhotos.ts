import { messengerErrorOf } from '../../../client/errors.ts'
import type { Attachments, Conversation, LocalAttachment } from '../../../client/types.ts'
import type { Page } from '../components/usePage.ts'
import { editingIn } from '../editing.ts'
import { errorMessage } from '../errorMessages.ts'
import * as texts from '../texts.ts'
import { showLocally } from './localPictures.ts'
import { type Problem, prepare, problemOf } from './prepare.ts'

/** The limit of the API. */
export const maxPhotos = 10

const placeholder = (): LocalAttachment => ({
  id: crypto.randomUUID(),
  content_type: 'image/webp',
  bytes: 0,
  width: 0,
  height: 0,
  alt: '',
})

const problemTexts: Record<Problem, (name: string) => string> = {
  notAPhoto: texts.notAPhoto,
  gifTooLarge: texts.gifTooLarge,
  photoTooLarge: texts.photoTooLarge,
}

/** Says why pictures cannot be added to the draft now; undefined if they can. */
export const refusalIn = (conversation: Conversation): string | undefined => {
  if (conversation.get().uuid === undefined) return texts.photosNeedConversation
  return editingIn(conversation).get() && texts.photosNotInEdit
}

/** Replaces a placeholder. The person may have removed it meanwhile. */
const replace = (conversation: Conversation, id: string, added: LocalAttachment[]): boolean => {
  const { draftAttachments } = conversation.get()
  const isThere = draftAttachments.some((one) => one.id === id)
  if (isThere)
    conversation.setDraftAttachments(draftAttachments.flatMap((one) => (one.id === id ? added : [one])))
  return isThere
}

const addOne = async (conversation: Conversation, attachments: Attachments, file: File, id: string) => {
  const prepared = await prepare(file)
  const added = await attachments.add(prepared)
  showLocally(added.id, prepared.file)
  if (!replace(conversation, id, [added])) await attachments.release([added.id])
}

/** Adds files to the draft, in their order, and says which cannot be sent. */
export const addPhotos = async (
  { messenger, showToast }: Page,
  conversation: Conversation,
  files: readonly File[],
) => {
  if (files.length === 0) return
  const refusal = refusalIn(conversation)
  if (refusal) return showToast({ text: refusal })
  const { draftAttachments } = conversation.get()
  const chosen = files.slice(0, maxPhotos - draftAttachments.length)
  const placeholders = chosen.map(placeholder)
  conversation.setDraftAttachments([...draftAttachments, ...placeholders])
  const problems: string[] = chosen.length < files.length ? [texts.tooManyPhotos(maxPhotos)] : []
  try {
    const attachments = await messenger.attachments()
    for (const [index, file] of chosen.entries()) {
      const id = placeholders[index]?.id ?? ''
      if (!conversation.get().draftAttachments.some((one) => one.id === id)) continue
      await addOne(conversation, attachments, file, id).catch((error) => {
        replace(conversation, id, [])
        problems.push(problemTexts[problemOf(error)](file.name))
      })
    }
  } catch (error) {
    for (const { id } of placeholders) replace(conversation, id, [])
    problems.push(errorMessage(messengerErrorOf(error).code))
  }
  if (problems.length > 0) showToast({ text: problems.join(' ') })
}
