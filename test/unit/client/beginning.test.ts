import { describe, expect, test } from '@jest/globals'
import { isSent, shown } from '../../steps/modelChat.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* A conversation that begins with its first message. */

describe('a conversation that has not begun', () => {
  const aNewChat = async () => {
    const world = aWorld()
    const tab = world.aTab()
    await world.until(() => tab.messenger.inbox().get().isLoaded)
    const conversation = tab.conversation(`@${world.ann.handle}`)
    conversation.open()
    return { ...world, tab, conversation }
  }

  test('begins with its first message, sends the others in order, and goes on as the same object', async () => {
    const { conversation, network, until, tab, textsIn } = await aNewChat()
    expect(conversation.get().uuid).toBeUndefined()
    network.fail(/^POST/, { lateMs: 1000 })
    conversation.send({ text: 'Hi' })
    conversation.send({ text: 'How are you?' })
    await until(isSent(conversation))
    expect(shown(conversation)).toEqual(['Hi', 'How are you?'])
    const uuid = conversation.get().uuid ?? ''
    expect(textsIn(uuid)).toEqual(['Hi', 'How are you?'])
    expect(shown(tab.conversation(uuid))).toEqual(['Hi', 'How are you?'])
    expect(
      tab.messenger
        .inbox()
        .get()
        .groups.map((group) => [group.uuid, group.handle]),
    ).toEqual([[uuid, 'ann_abel']])
  })

  test('shows what the other person answers', async () => {
    const { conversation, until, server, ann, ben } = await aNewChat()
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    server.write(ann, ben, 'Hi Ben')
    await until(() => shown(conversation).includes('Hi Ben'))
    expect(shown(conversation)).toEqual(['Hi', 'Hi Ben'])
  })

  test('keeps a draft when it begins', async () => {
    const { conversation, until, tab } = await aNewChat()
    conversation.send({ text: 'Hi' })
    conversation.setDraft('I was about to say')
    await until(isSent(conversation))
    const { uuid = '', draft } = conversation.get()
    expect(draft).toBe('I was about to say')
    expect(tab.conversation(uuid).get().draft).toBe('I was about to say')
  })

  test('is the conversation that the two already have, if there is one', async () => {
    const { conversation, until, server, ann, ben, tab, textsIn } = await aNewChat()
    const { groupUuid } = server.write(ann, ben, 'I was first')
    await until(() => conversation.get().uuid === groupUuid)
    expect(tab.conversation(groupUuid).get().uuid).toBe(groupUuid)
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    await until(() => shown(conversation).length === 2)
    expect(textsIn(groupUuid)).toEqual(['I was first', 'Hi'])
  })
})
