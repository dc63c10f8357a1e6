import { describe, expect, test } from '@jest/globals'
import { anOpenGroup } from '../../steps/modelGroup.ts'

/* A group that the user has left, or from which somebody has removed them. */

test('a group that the user leaves is gone with what was not sent, in every tab', async () => {
  const { groups, group, conversation, aTab, network, passes, resolves, tab, server, ben } =
    await anOpenGroup()
  const other = aTab()
  await passes(5000)
  conversation.setDraft('Draft')
  network.fail(/^POST \/api\/messages/, { status: 422, code: 'message_not_text' })
  conversation.send({ text: 'Refused' })
  await passes(1000)
  expect(tab.messenger.unsent()).toEqual({ messages: 1, drafts: 1 })
  await resolves(groups.leave(group))
  await passes(1000)
  expect(server.membershipsOf(ben.uuid)).toEqual([])
  for (const { messenger } of [tab, other]) {
    expect(messenger.inbox().get().groups).toEqual([])
    expect(messenger.unsent()).toEqual({ messages: 0, drafts: 0 })
  }
  expect(conversation.get()).toMatchObject({ messages: [], isLoaded: false, outbox: [], draft: '' })
})

test('leaving again after a lost response succeeds', async () => {
  const { groups, group, network, codeOf, tab, passes } = await anOpenGroup()
  network.fail(/^DELETE/, 'lost')
  expect(await codeOf(groups.leave(group))).toBe('unreachable')
  expect(await codeOf(groups.leave(group))).toBe('none')
  await passes(1000)
  expect(tab.messenger.inbox().get().groups).toEqual([])
})

describe('a member whom the owner removes', () => {
  test('sees nothing of the group any more, and keeps what they have written', async () => {
    const { server, ann, ben, group, conversation, tab, passes, writes, takeRequests } = await anOpenGroup()
    await writes(ann, 'Secret')
    conversation.setDraft('Draft')
    server.removeMember(ann, group, ben.uuid)
    await passes(1000)
    expect(conversation.get()).toMatchObject({
      messages: [],
      group: undefined,
      draft: 'Draft',
      error: { code: 'message_group_not_found' },
    })
    expect(tab.messenger.inbox().get().groups).toEqual([])
    conversation.send({ text: 'Too late' })
    await passes(1000)
    expect(conversation.get().outbox).toMatchObject([
      { text: 'Too late', state: 'failed', code: 'message_group_not_found' },
    ])
    await passes(60_000)
    takeRequests()
    await passes(60_000)
    expect(takeRequests(new RegExp(group))).toEqual([])
  })

  test('notices it after a gap', async () => {
    const { server, ann, ben, group, device, conversation, passes, row } = await anOpenGroup()
    device.setOnline(false)
    server.removeMember(ann, group, ben.uuid)
    await passes(1000)
    device.setOnline(true)
    await passes(10_000)
    expect([conversation.get().messages, row()]).toEqual([[], undefined])
  })

  test.each(['while they look', 'during a gap'])(
    'and who is added again %s sees the messages from then on',
    async (when) => {
      const { server, ann, ben, group, device, conversation, texts, passes, writes } = await anOpenGroup()
      await writes(ann, 'Before')
      if (when === 'during a gap') device.setOnline(false)
      server.removeMember(ann, group, ben.uuid)
      await passes(1000)
      await writes(ann, 'Between')
      server.addMember(ann, group, ben.uuid)
      await passes(1000)
      device.setOnline(true)
      await passes(10_000)
      await writes(ann, 'After')
      expect(texts()).toEqual(['Ann Abel added Ben Bond', 'After'])
      expect(conversation.get()).toMatchObject({ hasOlder: false, error: undefined, isBehind: false })
    },
  )
})
