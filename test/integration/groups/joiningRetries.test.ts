import { describe, expect, test } from '@jest/globals'
import { at } from '../../steps/clock.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, leaves, people } from '../../steps/groups.ts'
import { edits, keyAt, reacts, readsMessages, replies } from '../../steps/messageChanges.ts'
import { marksRead, saysInto } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { calls } from '../../steps/when.ts'

given.anEngine({ hasStream: false })

type Caller = { token: string }

const readsTexts = async (as: Caller, groupUuid: string, query = ''): Promise<string[]> =>
  (await readsMessages(as, groupUuid, query)).map(({ message }: { message: string }) => message)

const saysWithKey = (as: Caller, groupUuid: string, message: string, key: string) =>
  calls('POST', '/api/messages', {
    as,
    body: { message, message_group_uuid: groupUuid },
    headers: { 'idempotency-key': key },
  })

describe('a message with a key from a clock that is behind', () => {
  test('is seen by all who are in the group when it arrives, also if its sender has just joined', async () => {
    const { ann, bob, cy, uuid } = await aNamedGroup()
    await saysWithKey(ann, uuid, 'by the creator', keyAt(Date.now() - 1900))
    const [dee] = await people('Dee')
    await adds(ann, uuid, dee)
    await saysWithKey(dee, uuid, 'by somebody new', keyAt(Date.now() - 1900))
    for (const as of [ann, bob, cy])
      expect(await readsTexts(as, uuid)).toEqual([
        'Ann created the group “Trip”',
        'by the creator',
        'Ann added Dee',
        'by somebody new',
      ])
    expect(await readsTexts(dee, uuid)).toEqual(['Ann added Dee', 'by somebody new'])
  })

  test('is seen also if the server that stores it is behind the one that has added its sender', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    await at(Date.now() - 2500, () => saysInto(ann, 'hi', uuid))
    for (const as of [ann, bob]) expect(await readsTexts(as, uuid)).toContain('hi')
  })

  test('is stored once, however often it is sent, also if somebody joins in between', async () => {
    const { ann, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    const key = keyAt(Date.now() - 1900)
    const { body: first } = await saysWithKey(ann, uuid, 'hi', key)
    await adds(ann, uuid, dee)
    for (const _ of [1, 2]) expect((await saysWithKey(ann, uuid, 'hi', key)).body).toEqual(first)
    expect(await readsTexts(dee, uuid)).toEqual(['Ann added Dee'])
    expect((await readsTexts(ann, uuid)).filter((text) => text === 'hi')).toHaveLength(1)
  })
})

describe('a message with a late key', () => {
  test('that arrives after somebody has joined is theirs, although its pointer is older', async () => {
    const { ann, uuid } = await aNamedGroup()
    const [dee] = await people('Dee')
    await adds(ann, uuid, dee)
    const key = keyAt(Date.now() - 600_000)
    const { body: said } = await saysWithKey(ann, uuid, 'late', key)
    expect(await readsTexts(dee, uuid)).toEqual(['Ann added Dee', 'late'])
    expect(await readsTexts(dee, uuid, `?around=${key}`)).toEqual(['Ann added Dee', 'late'])
    expect((await reacts(dee, { ...said, uuid: key }, '👍')).status).toBe(200)
    expect((await replies(dee, said, 'yes')).body.reply_to).toMatchObject({ message: 'late' })
    expect((await marksRead(dee, uuid, key)).status).toBe(200)
  })

  test('that arrived before is not, although both its places are found by its uuid', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const key = keyAt(Date.now() - 600_000)
    const { body: said } = await saysWithKey(bob, uuid, 'late', key)
    const [dee] = await people('Dee')
    await adds(ann, uuid, dee)
    for (const relation of ['before', 'after', 'around', 'since'])
      expect(await readsTexts(dee, uuid, `?${relation}=${key}`)).not.toContain('late')
    then.isRefused(await reacts(dee, said, '👍'), 404, 'message_not_found')
    then.isRefused(await replies(dee, said, 'yes'), 422, 'reply_to_invalid')
  })

  test('that a returner sends again is answered without what it quotes, which others have edited meanwhile', async () => {
    const { ann, bob, uuid } = await aNamedGroup()
    const { body: secret } = await saysInto(ann, 'A secret', uuid)
    const key = keyAt(Date.now())
    const send = (body: object) =>
      calls('POST', '/api/messages', {
        as: bob,
        body: { message: 'As you said', message_group_uuid: uuid, ...body },
        headers: { 'idempotency-key': key },
      })
    const { body: said } = await send({ reply_to: secret.uuid })
    await edits(bob, said, 'As you said, Ann')
    await leaves(bob, uuid)
    await edits(ann, secret, 'A new secret')
    await adds(ann, uuid, bob)
    const { status, text } = await send({})
    expect([status, text]).toEqual([200, expect.not.stringContaining('A new secret')])
    expect(JSON.parse(text).reply_to).toEqual({ uuid: secret.uuid, is_available: false })
  })
})
