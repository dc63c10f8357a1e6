import type { Conversation, Message } from '../client/types.ts'

/* What is typed in a chat: a message, or a command. */

export const chatCommands = [
  '/edit TEXT      changes your last message',
  '/delete         deletes your last message',
  "/react [EMOJI]  reacts to the other person's last message, or removes your reaction",
  "/reply TEXT     replies to the other person's last message",
]

/** Does what the line says. Returns what to tell the person if that is not possible. */
export const enterLine = (conversation: Conversation, userUuid: string, line: string): string | undefined => {
  const [, command, argument = ''] = /^\/(edit|delete|react|reply)(?:\s+(.*))?$/.exec(line) ?? []
  if (!command) {
    conversation.send({ text: line })
    return
  }
  const isOwn = command === 'edit' || command === 'delete'
  const { messages, outbox } = conversation.get()
  const isWanted = ({ user_uuid, deleted_at }: Message) => !deleted_at && (user_uuid === userUuid) === isOwn
  const uuid = (isOwn ? outbox.at(-1)?.uuid : undefined) ?? messages.findLast(isWanted)?.uuid
  if (!uuid) return isOwn ? "You haven't written anything yet." : "There's no message yet."
  if (!argument && (command === 'edit' || command === 'reply')) return `Write the text after /${command}.`
  if (command === 'edit') conversation.edit(uuid, argument)
  else if (command === 'delete') conversation.delete(uuid)
  else if (command === 'react') conversation.react(uuid, argument || undefined)
  else conversation.send({ text: argument, replyTo: uuid })
}
