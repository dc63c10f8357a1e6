import type { Conversation } from '../../client/types.ts'
import { aWorld } from './modelWorld.ts'

/* Ben has a conversation with Ann open in a tab, whose socket is open. */

/** The texts of a conversation, with the state of those that are not sent. */
export const shown = (conversation: Conversation): string[] => {
  const { messages, outbox } = conversation.get()
  return [...messages.map(({ message }) => message), ...outbox.map(({ text, state }) => `${text} (${state})`)]
}

export const isSent = (conversation: Conversation) => () => conversation.get().outbox.length === 0

export const anOpenChat = async (settings: Parameters<typeof aWorld>[0] = {}, ...texts: string[]) => {
  const world = aWorld(settings)
  const group = await world.aChat(world.ann, world.ben, ...texts)
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  const close = conversation.open()
  await world.until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  /** The texts of the messages that the tab holds. */
  const held = () => conversation.get().messages.map(({ message }) => message)
  const annWrites = async (text: string) => {
    world.server.write(world.ann, world.ben, text)
    await world.passes(1000)
  }
  return { ...world, group, tab, conversation, close, texts: held, annWrites }
}

/** A chat in which Ben has written a message, which is stored. */
export const aChatOfBen = async (settings: Parameters<typeof anOpenChat>[0] = {}) => {
  const chat = await anOpenChat(settings)
  const uuid = chat.conversation.send({ text: 'Hi' })
  await chat.until(isSent(chat.conversation))
  await chat.passes(5000)
  const { conversation, server, group, ben, takeRequests } = chat
  takeRequests()
  return {
    ...chat,
    uuid,
    own: () => conversation.get().messages.find((message) => message.uuid === uuid),
    annsUuid: conversation.get().messages[0]?.uuid ?? '',
    stored: () => server.messagesOf(group).find((message) => message.uuid === uuid),
    reactionOf: (messageUuid: string) =>
      server.messagesOf(group).find((message) => message.uuid === messageUuid)?.reactions?.[ben.uuid],
    areSent: () => conversation.get().changes.length === 0,
    changeRequests: () => takeRequests(/^(PATCH|DELETE|PUT .*reaction)/).length,
  }
}
