import { describe, expect, test } from '@jest/globals'
import { anOpenChat, isSent } from '../../steps/modelChat.ts'
import { addsPictures, sendsPictures } from '../../steps/modelPictures.ts'

/* Messages with pictures: uploads that fail, expire and are cancelled, tabs that end, and what is stored on the device. */

const upload = /^UPLOAD/
const post = /^POST \/api\/messages/
const announcement = /^POST \/api\/attachments/
const refusal = { status: 503, code: 'internal_error' }

const aChat = async () => {
  const chat = await anOpenChat()
  chat.takeRequests()
  const { server, group, conversation, takeRequests } = chat
  /** The descriptions of the pictures of a stored message. */
  const pictures = (text: string) =>
    server
      .messagesOf(group)
      .find((message) => message.text === text)
      ?.attachments?.map(({ alt }) => alt)
  const states = () => conversation.get().outbox.map(({ state, code }) => [state, code])
  const count = (matches: RegExp) => takeRequests(matches).length
  return {
    ...chat,
    pictures,
    states,
    count,
    sends: (text: string, number = 1) => sendsPictures(chat.tab, conversation, text, number),
  }
}

describe('a message with pictures', () => {
  test('is sent with them in their order, and their files are removed from the device', async () => {
    const { conversation, tab, device, until, passes, pictures, sends, ann, group, aTab, aDevice } =
      await aChat()
    await sends('Look', 3)
    expect(conversation.get().draftAttachments).toEqual([])
    expect(conversation.get().outbox[0]?.attachments?.map(({ alt }) => alt)).toEqual([
      'picture 1',
      'picture 2',
      'picture 3',
    ])
    expect(device.fileNames().length).toBe(3)
    await until(isSent(conversation))
    await passes(5000)
    expect(pictures('Look')).toEqual(['picture 1', 'picture 2', 'picture 3'])
    expect(device.fileNames()).toEqual([])
    expect(conversation.get().messages.at(-1)?.attachments?.length).toBe(3)
    expect(tab.messenger.inbox().get().groups[0]?.last_message.attachment_count).toBe(3)
    const hers = aTab(ann, {}, aDevice()).conversation(group)
    hers.open()
    await until(() => hers.get().isLoaded)
    expect(
      hers
        .get()
        .messages.at(-1)
        ?.attachments?.map(({ alt }) => alt),
    ).toEqual(['picture 1', 'picture 2', 'picture 3'])
  })

  test('shows how much is uploaded', async () => {
    const { tab, conversation, until, sends } = await aChat()
    const { uploads } = await tab.messenger.attachments()
    const seen = new Set<string>()
    uploads.subscribe(() => {
      for (const state of uploads.get().values())
        seen.add(state.name === 'uploading' ? `uploading ${state.sent}` : state.name)
    })
    await sends('Look')
    await until(isSent(conversation))
    expect([...seen]).toEqual(['requesting', 'uploading 0', 'uploading 0.5', 'uploading 1', 'uploaded'])
    expect(uploads.get().size).toBe(0)
  })

  test('is followed by what was written after it', async () => {
    const { conversation, network, until, textsIn, group, sends } = await aChat()
    network.fail(upload, { lateMs: 10_000 })
    await sends('Look')
    conversation.send({ text: 'Nice?' })
    await until(isSent(conversation))
    expect(textsIn(group)).toEqual(['Hello', 'Look', 'Nice?'])
  })

  test('can have no text', async () => {
    const { conversation, until, pictures, sends, tab } = await aChat()
    await sends('')
    await until(isSent(conversation))
    expect(pictures('')).toEqual(['picture 1'])
    const { group } = conversation.get()
    expect([group?.message, group?.last_message.attachment_count]).toEqual(['', 1])
    expect(tab.messenger.unsent()).toEqual({ messages: 0, drafts: 0 })
  })

  test.each([
    ['the network fails', 'unreachable' as const],
    ['the response is lost', 'lost' as const],
    ['the storage is overloaded', refusal],
  ])('is uploaded again when %s, but not what was uploaded before', async (_, fault) => {
    const { conversation, network, until, count, pictures, states, sends } = await aChat()
    network.fail(upload, { lateMs: 0 })
    network.fail(upload, fault)
    await sends('Look', 2)
    await until(() => states()[0]?.[0] === 'waiting')
    await until(isSent(conversation))
    expect(count(upload)).toBe(3)
    expect(pictures('Look')).toEqual(['picture 1', 'picture 2'])
  })

  test('asks for another permission when one has expired, and fails if that does not help', async () => {
    const { conversation, network, until, takeRequests, states, pictures, sends } = await aChat()
    const expired = { status: 403, code: 'AccessDenied' }
    network.fail(upload, expired, 2)
    await sends('Slow')
    await until(isSent(conversation))
    expect(takeRequests(/UPLOAD|attachments/).length).toBe(6)
    network.fail(upload, expired, 3)
    const uuid = await sends('Never')
    await until(() => states()[0]?.[0] === 'failed')
    expect(states()).toEqual([['failed', 'attachment_invalid']])
    conversation.retry(uuid)
    await until(isSent(conversation))
    expect(pictures('Never')).toEqual(['picture 1'])
  })

  test('is uploaded anew when the server has removed a file meanwhile', async () => {
    const { conversation, network, server, device, until, passes, count, pictures, sends } = await aChat()
    network.fail(post, refusal, 2)
    await sends('Look', 2)
    await until(() => conversation.get().outbox[0]?.state === 'waiting')
    server.expireUploads()
    await until(isSent(conversation))
    await passes(5000)
    expect(count(upload)).toBe(4)
    expect(pictures('Look')).toEqual(['picture 1', 'picture 2'])
    expect(device.fileNames()).toEqual([])
  })

  test('is uploaded anew after a day without a network', async () => {
    const { conversation, network, device, until, passes, pictures, count, sends } = await aChat()
    network.fail(post, refusal)
    await sends('Look')
    await until(() => conversation.get().outbox[0]?.state === 'waiting')
    device.setOnline(false)
    await passes(25 * 60 * 60_000)
    device.setOnline(true)
    await until(isSent(conversation))
    expect(pictures('Look')).toEqual(['picture 1'])
    expect(count(upload)).toBe(2)
  })

  test('that is cancelled during the upload is not sent, and its file is removed', async () => {
    const { conversation, network, device, until, passes, textsIn, group, count, sends } = await aChat()
    network.fail(upload, { lateMs: 60_000 })
    const uuid = await sends('Better not')
    await passes(1000)
    conversation.send({ text: 'This instead' })
    conversation.cancel(uuid)
    await until(isSent(conversation), 5000)
    await passes(2 * 60_000)
    expect(textsIn(group)).toEqual(['Hello', 'This instead'])
    expect(count(post)).toBe(1)
    expect(device.fileNames()).toEqual([])
  })

  test('that is cancelled in another tab is not sent', async () => {
    const { conversation, network, device, aTab, until, passes, textsIn, group, sends } = await aChat()
    network.fail(upload, { lateMs: 60_000 })
    const uuid = await sends('Better not')
    await passes(1000)
    aTab().conversation(group).cancel(uuid)
    await until(isSent(conversation), 5000)
    await passes(2 * 60_000)
    expect(textsIn(group)).toEqual(['Hello'])
    expect(device.fileNames()).toEqual([])
  })

  test('is changed while it is being uploaded', async () => {
    const { conversation, network, until, passes, textsIn, group, count, sends } = await aChat()
    network.fail(upload, { lateMs: 10_000 })
    const uuid = await sends('Lok')
    await passes(1000)
    conversation.edit(uuid, 'Look')
    await until(isSent(conversation))
    expect(textsIn(group)).toEqual(['Hello', 'Look'])
    expect(count(/^PATCH/)).toBe(0)
  })

  test('whose tab ends during the upload is sent once by the next tab, which uploads only the rest', async () => {
    const { tab, network, device, aTab, until, passes, group, count, pictures, sends } = await aChat()
    network.fail(upload, { lateMs: 0 })
    network.fail(upload, { lateMs: 60_000 })
    await sends('Look', 2)
    await passes(1000)
    tab.kill()
    const conversation = aTab().conversation(group)
    await until(isSent(conversation))
    await passes(5000)
    expect(count(announcement)).toBe(3)
    expect(pictures('Look')).toEqual(['picture 1', 'picture 2'])
    expect(device.fileNames()).toEqual([])
  })

  test('is uploaded by one tab at a time', async () => {
    const { conversation, aTab, network, until, passes, group, count, sends } = await aChat()
    const other = aTab().conversation(group)
    network.fail(upload, { lateMs: 5000 })
    await sends('Look')
    await passes(1000)
    expect(other.get().outbox[0]?.attachments?.length).toBe(1)
    await until(() => isSent(conversation)() && isSent(other)())
    expect(count(upload)).toBe(1)
  })

  test('whose file is gone says so, and does not hold up the next one', async () => {
    const { tab, conversation, device, aTab, until, passes, group, textsIn, sends } = await aChat()
    device.setOnline(false)
    await sends('Look')
    await passes(1000)
    expect(conversation.get().outbox[0]?.state).toBe('waiting')
    tab.kill()
    device.removeFiles()
    device.setOnline(true)
    const next = aTab().conversation(group)
    next.send({ text: 'Next' })
    await until(() => next.get().outbox.length === 1)
    expect(textsIn(group)).toEqual(['Hello', 'Next'])
    expect(next.get().outbox.map(({ state, code }) => [state, code])).toEqual([['failed', 'attachment_lost']])
  })
})

describe('where files cannot be stored', () => {
  test('a message with a picture is sent from memory, and no other tab tries to send it', async () => {
    const { tab, conversation, device, network, aTab, until, passes, group, pictures, sends } = await aChat()
    const other = aTab().conversation(group)
    device.blockFiles()
    network.fail(announcement, refusal)
    await sends('Look')
    await passes(500)
    expect(tab.messenger.status.get().hasUnstored).toBe(true)
    expect(other.get().outbox).toEqual([])
    await until(isSent(conversation))
    expect(pictures('Look')).toEqual(['picture 1'])
    expect(tab.messenger.status.get().hasUnstored).toBe(false)
  })
})

describe('the pictures of a draft', () => {
  test('are there after a reload, in all tabs, until they are removed', async () => {
    const { tab, conversation, device, aTab, passes, group } = await aChat()
    const [first, second] = await addsPictures(tab, conversation, 2)
    const other = aTab()
    expect(other.conversation(group).get().draftAttachments).toEqual([first, second])
    expect(other.messenger.unsent().drafts).toBe(1)
    other.conversation(group).setDraftAttachments(second ? [second] : [])
    await passes(1000)
    expect(conversation.get().draftAttachments).toEqual([second])
    expect(device.fileNames().map((name) => name.split('.').at(-1))).toEqual([second?.id])
    conversation.discard()
    await passes(1000)
    expect([device.fileNames(), other.messenger.unsent().drafts]).toEqual([[], 0])
  })

  test('are not stored while they are being prepared', async () => {
    const { tab, conversation, aTab, group } = await aChat()
    const [ready] = await addsPictures(tab, conversation, 1)
    if (!ready) throw new Error('There is no picture')
    conversation.setDraftAttachments([ready, { ...ready, id: 'preparing', bytes: 0 }])
    expect(conversation.get().draftAttachments.length).toBe(2)
    expect(aTab().conversation(group).get().draftAttachments).toEqual([ready])
  })

  test('are erased with everything else of the user', async () => {
    const { tab, conversation, device, network, resolves, passes, sends } = await aChat()
    network.fail(upload, { lateMs: 60_000 })
    await sends('Look')
    await addsPictures(tab, conversation, 1)
    await passes(500)
    expect(device.fileNames().length).toBe(2)
    await resolves(tab.messenger.forget())
    expect([device.fileNames(), conversation.get().outbox, conversation.get().draftAttachments]).toEqual([
      [],
      [],
      [],
    ])
  })

  test('whose tab has ended before it could remove their files are removed by a later one', async () => {
    const { tab, device, aTab, passes } = await aChat()
    const { add } = await tab.messenger.attachments()
    await add({ file: new Blob(['x']), content_type: 'image/webp', width: 1, height: 1 })
    tab.kill()
    await aTab().messenger.attachments()
    await passes(1000)
    expect(device.fileNames().length).toBe(1) // another tab may just be about to refer to it
    await passes(2 * 60 * 60_000)
    await aTab().messenger.attachments()
    await passes(1000)
    expect(device.fileNames()).toEqual([])
  })
})

describe('the address of a picture', () => {
  const aPicture = async () => {
    const chat = await aChat()
    await chat.sends('Look')
    await chat.until(isSent(chat.conversation))
    const attachments = await chat.tab.messenger.attachments()
    const [attachment] = chat.conversation.get().messages.at(-1)?.attachments ?? []
    if (!attachment) throw new Error('There is no picture')
    return { ...chat, attachments, attachment }
  }
  const isoIn = (now: number, ms: number) => new Date(now + ms).toISOString()

  test('is requested once if it is not known, and is used until it expires', async () => {
    const { attachments, attachment, resolves, passes, count } = await aPicture()
    expect(attachments.findUrl(attachment)).toBeUndefined() // the response of a request to send has none
    const [one, other] = await resolves(
      Promise.all([attachments.renewUrl(attachment.uuid), attachments.renewUrl(attachment.uuid)]),
    )
    expect(one).toBe(other)
    expect(count(/^GET \/api\/attachments/)).toBe(1)
    await passes(58 * 60_000)
    expect(attachments.findUrl(attachment)).toBe(one)
    await passes(2 * 60_000)
    expect(attachments.findUrl(attachment)).toBeUndefined()
  })

  test('stays the same while it is valid, whatever a later page says', async () => {
    const { attachments, attachment, network } = await aPicture()
    const now = network.serverNow()
    const first = { ...attachment, url: 'https://bucket.test/first', expires_at: isoIn(now, 30 * 60_000) }
    const second = { ...attachment, url: 'https://bucket.test/second', expires_at: isoIn(now, 60 * 60_000) }
    expect(attachments.findUrl(first)).toBe(first.url)
    expect(attachments.findUrl(second)).toBe(first.url)
    expect(attachments.findUrl({ ...first, uuid: 'another', expires_at: isoIn(now, 0) })).toBeUndefined()
  })
})

describe('what a client shows of a message with pictures', () => {
  test('a quote says how many there are, and a deleted message has none', async () => {
    const { conversation, until, sends } = await aChat()
    const uuid = await sends('', 2)
    await until(isSent(conversation))
    conversation.setReplyTo(uuid)
    expect(conversation.get().replyingTo).toMatchObject({ message: '', attachment_count: 2 })
    conversation.delete(uuid)
    expect(conversation.get().messages.at(-1)).not.toHaveProperty('attachments')
    expect(conversation.get().replyingTo).not.toHaveProperty('attachment_count')
    await until(() => conversation.get().changes.length === 0)
    expect(conversation.get().messages.at(-1)).not.toHaveProperty('attachments')
  })
})
