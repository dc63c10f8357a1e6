import type { Conversation, LocalAttachment } from '../../client/types.ts'
import type { Tab } from './modelWorld.ts'

/* Pictures for the tests of the client library. Their content does not matter to it. */

const picture = (bytes: number) => ({
  file: new Blob(['x'.repeat(bytes)], { type: 'image/webp' }),
  content_type: 'image/webp' as const,
  width: 40,
  height: 30,
})

/** Adds as many pictures to the draft. */
export const addsPictures = async (tab: Tab, conversation: Conversation, count: number) => {
  const { add } = await tab.messenger.attachments()
  const added: LocalAttachment[] = []
  for (let number = 1; number <= count; number += 1)
    added.push(await add({ ...picture(number), alt: `picture ${number}` }))
  conversation.setDraftAttachments([...conversation.get().draftAttachments, ...added])
  return added
}

/** Sends a message with as many pictures. */
export const sendsPictures = async (tab: Tab, conversation: Conversation, text: string, count = 1) => {
  await addsPictures(tab, conversation, count)
  return conversation.send({ text })
}
