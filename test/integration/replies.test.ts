import { describe, expect, test } from '@jest/globals'
import * as given from '../steps/given.ts'
import { deletes, edits, keyAt, readsMessages, replies } from '../steps/messageChanges.ts'
import { profileOf, says, saysInto } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { countRoundTrips, meter, through } from '../steps/wire.ts'

given.anEngine()
live()

const aSaidMessage = async (text = 'How are you?') => {
  const group = await given.aGroup(text)
  return { ...group, said: { uuid: group.messageUuid, message_group_uuid: group.uuid } }
}

const byMe = (me: Parameters<typeof profileOf>[0]) => {
  const { uuid: user_uuid, ...names } = profileOf(me)
  return { user_uuid, ...names }
}

describe('a reply', () => {
  test('has the quoted message as it is now', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    const { body: reply } = await replies(other, said, 'Fine')
    const quote = { uuid: said.uuid, ...byMe(me), message: 'How are you?' }
    expect(reply).toMatchObject({ message: 'Fine', revision: 0, reply_to: quote })
    await edits(me, said, 'How is it going?')
    expect((await readsMessages(other, uuid)).at(-1).reply_to).toEqual({
      ...quote,
      message: 'How is it going?',
    })
    expect((await edits(other, reply, 'Well')).body.reply_to.message).toBe('How is it going?')
    const { body: deleted } = await deletes(me, said)
    for (const query of ['', '?limit=1'])
      expect((await readsMessages(other, uuid, query)).at(-1).reply_to).toEqual({
        ...quote,
        message: '',
        deleted_at: deleted.deleted_at,
      })
  })

  test('quotes the first 200 characters', async () => {
    const { other, said } = await aSaidMessage('👩‍🚀'.repeat(300))
    const { body } = await replies(other, said, 'Wow')
    expect([...body.reply_to.message]).toHaveLength(200)
  })

  test('reaches sockets with only the uuid of the quoted message', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    const socket = await opens(me)
    const { body } = await replies(other, said, 'Fine')
    const { message_group_uuid, ...message } = body
    const frame = { ...message, reply_to: { uuid: said.uuid } }
    await socket.receives({ type: 'message', message_group_uuid: uuid, message: frame })
  })

  test('can be retried, also after the quoted message was deleted', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    const key = keyAt(Date.now())
    const sendsReply = (reply_to: string | undefined) =>
      calls('POST', '/api/messages', {
        as: other,
        headers: { 'idempotency-key': key },
        body: { message: 'Fine', message_group_uuid: uuid, ...(reply_to ? { reply_to } : {}) },
      })
    expect((await sendsReply(said.uuid)).status).toBe(200)
    const { body: next } = await saysInto(me, 'Really?', uuid)
    then.isRefused(await sendsReply(next.uuid), 409, 'idempotency_key_reused')
    then.isRefused(await sendsReply(undefined), 409, 'idempotency_key_reused')
    await deletes(me, said)
    expect((await sendsReply(said.uuid)).body).toMatchObject({ uuid: key, reply_to: { message: '' } })
    expect(await readsMessages(me, uuid)).toHaveLength(3)
  })

  test('that was edited keeps its `reply_to`, even if a retry has another one', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    const { body: next } = await saysInto(me, 'Really?', uuid)
    const headers = { 'idempotency-key': keyAt(Date.now()) }
    const sends = (body: object) =>
      calls('POST', '/api/messages', {
        as: other,
        headers,
        body: { message: 'Fine', message_group_uuid: uuid, ...body },
      })
    const { body: reply } = await sends({ reply_to: said.uuid })
    await edits(other, reply, 'Well')
    for (const body of [{}, { reply_to: said.uuid }, { reply_to: next.uuid }])
      expect((await sends(body)).body).toMatchObject({ message: 'Well', reply_to: reply.reply_to })
  })

  test('can be sent to a handle', async () => {
    const { me, other, said } = await aSaidMessage()
    const body = { message: 'Fine', handle: me.handle, reply_to: said.uuid.toUpperCase() }
    const answer = await calls('POST', '/api/messages', { as: other, body })
    expect(answer.body).toMatchObject({ reply_to: { message: 'How are you?' } })
  })

  test('needs a message that the sender can see', async () => {
    const { me, other, uuid, said } = await aSaidMessage()
    const { body: elsewhere } = await says(me, 'Hi', await given.aUser())
    const sends = (reply_to: unknown, to: object = { message_group_uuid: uuid }) =>
      calls('POST', '/api/messages', { as: other, body: { message: 'x', reply_to, ...to } })
    const strange = await given.aUser()
    for (const [reply_to, to] of [
      [elsewhere.uuid],
      [keyAt(Date.now())],
      ['x'],
      [''],
      [7],
      [null],
      [said.uuid, { handle: strange.handle }],
    ] as [unknown, object?][])
      then.isRefused(await sends(reply_to, to), 422, 'reply_to_invalid')
    expect(await readsMessages(me, uuid)).toHaveLength(1)
  })
})

describe('the quotes of a page', () => {
  test('are there even if an eventually consistent read lacks a message that was just stored', async () => {
    const { other, uuid, said } = await aSaidMessage()
    const { body: reply } = await replies(other, said, 'Fine')
    const page = await through(
      async ({ command, input }, send) => {
        const { output } = await send()
        const isBehind =
          command === 'BatchGetItem' && !JSON.stringify(input).includes('"ConsistentRead":true')
        return { output: isBehind ? { ...output, Responses: {} } : output }
      },
      () => readsMessages(other, uuid, '?limit=1'),
    )
    expect(page.map((one: typeof reply) => one.reply_to)).toEqual([reply.reply_to])
  })

  test('cost nothing if they are on it, and else one batch of at most 20', async () => {
    const { me, other, uuid, said } = await aSaidMessage('the first')
    const others = []
    for (let count = 0; count < 24; count += 1) others.push((await saysInto(me, `old ${count}`, uuid)).body)
    const [first, second] = [(await replies(other, said, 'one')).body, (await replies(me, said, 'two')).body]
    const reads = (limit: number) => readsMessages(other, uuid, `?limit=${limit}`)
    const whole = await meter(() => reads(100))
    expect(whole.commands).toEqual(['GetItem', 'Query'])
    const cut = await meter(() => reads(2))
    expect([cut.commands, cut.units.at(-1)]).toEqual([['GetItem', 'Query', 'BatchGetItem'], 0.5])
    expect(await countRoundTrips(() => reads(2))).toBe(3)
    expect((await reads(2)).map((one: typeof first) => one.reply_to)).toEqual([
      first.reply_to,
      second.reply_to,
    ])

    for (const one of others.slice(0, 23)) await replies(other, one, `to ${one.message}`)
    const page = await reads(23)
    const resolved = page.map(({ reply_to }: typeof first) => reply_to.message !== undefined)
    expect(resolved).toEqual([...Array(3).fill(false), ...Array(20).fill(true)])
    expect(page[0].reply_to).toEqual({ uuid: others[0].uuid })
  })
})
