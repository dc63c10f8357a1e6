import { PassThrough } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { enterLine } from '../../bin/chatInput.ts'
import { createChatLog } from '../../bin/chatLog.ts'
import { anOpenChat } from '../steps/modelChat.ts'

/* What `npm run chat` does with a line, and what it prints. */

const aTerminalChat = async () => {
  const chat = await anOpenChat()
  const { conversation, ben, group, server, passes } = chat
  const log = createChatLog(ben.uuid, new PassThrough())
  const printed = () => log.next(conversation.get()).filter((line) => line !== 'Seen')
  printed() // the history
  return {
    ...chat,
    /** The lines that are printed after what is entered, without the time. */
    prints: async (line: string) => {
      const notice = enterLine(conversation, ben.uuid, line)
      await passes(2000)
      return [...(notice ? [notice] : []), ...printed().map((text) => text.replace(/^\d\d:\d\d {2}/, ''))]
    },
    stored: () => server.messagesOf(group).map(({ text, deletedAt }) => (deletedAt ? 'deleted' : text)),
  }
}

describe('a chat in the terminal', () => {
  test('edits and deletes the last message of the user', async () => {
    const { prints, stored } = await aTerminalChat()
    expect(await prints('Hi')).toEqual(['ben_bond  Hi'])
    expect(await prints('/edit Hello there')).toEqual(['ben_bond  Hello there (edited)'])
    expect(await prints('/delete')).toEqual(['ben_bond  message deleted'])
    expect(stored()).toEqual(['Hello', 'deleted'])
    expect(await prints('/delete')).toEqual(["You haven't written anything yet."])
  })

  test('reacts to the last message of the other person, and replies to it', async () => {
    const { prints, stored } = await aTerminalChat()
    expect(await prints('/react 👍')).toEqual(['ann_abel  Hello', '       👍 1'])
    expect(await prints('/react')).toEqual(['ann_abel  Hello'])
    expect(await prints('/reply Yes')).toEqual(['ben_bond  Yes', '       in reply to ann_abel: Hello'])
    expect(stored()).toEqual(['Hello', 'Yes'])
  })

  test('shows each picture on a line of its own', async () => {
    const { conversation, ben, ann } = await anOpenChat()
    const log = createChatLog(ben.uuid, new PassThrough())
    log.next(conversation.get())
    const photo = {
      uuid: 'a',
      content_type: 'image/png',
      bytes: 1,
      width: 800,
      height: 600,
      alt: '',
    } as const
    const message = {
      uuid: 'b',
      user_uuid: ann.uuid,
      handle: 'ann_abel',
      display_name: 'Ann',
      created_at: new Date(0).toISOString(),
      revision: 0,
      message: '',
      attachments: [photo, { ...photo, uuid: 'c', alt: 'A cat' }],
    }
    const reply = {
      ...message,
      uuid: 'd',
      message: 'Sweet!',
      attachments: [photo],
      reply_to: { uuid: 'b', handle: 'ann_abel', message: '', attachment_count: 2 },
    }
    const [, ...lines] = log.next({ ...conversation.get(), messages: [message, reply] })
    expect(lines.map((line) => line.replace(/^\d\d:\d\d {2}/, ''))).toEqual([
      'ann_abel  [photo 800 × 600]',
      '       [photo 800 × 600, "A cat"]',
      'ann_abel  Sweet!',
      '       [photo 800 × 600]',
      '       in reply to ann_abel: [2 photos]',
    ])
  })

  test('sends other lines that begin with a slash, and asks for the text of a command', async () => {
    const { prints } = await aTerminalChat()
    expect(await prints('/shrug')).toEqual(['ben_bond  /shrug'])
    expect(await prints('/edit')).toEqual(['Write the text after /edit.'])
  })

  test('tells why a change was not made, once', async () => {
    const { prints, network } = await aTerminalChat()
    network.fail(/reaction/, { status: 403, code: 'recipient_unavailable' })
    expect(await prints('/react 👍')).toContain("Reaction not sent (you can't write to this person)")
    expect(await prints('/shrug')).toEqual(['ben_bond  /shrug'])
  })
})
