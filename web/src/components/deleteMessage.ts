import type { Conversation } from '../../../client/types.ts'
import type { Page } from './usePage.ts'

/** Asks whether to delete a message of the user. */
export const deleteMessage = ({ openDialog }: Page, conversation: Conversation, messageUuid: string) => {
  const { uuid = '', group } = conversation.get()
  const person = { uuid: group?.user_uuid ?? '', display_name: group?.display_name ?? '' }
  openDialog('delete', { id: uuid, person, messageUuid })
}
