import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { noteChange } from '../../src/repository/changes.ts'
import { messageKey } from '../../src/repository/keys.ts'
import { at } from '../steps/clock.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { deletes, edits, keyAt, linkOf, reacts, readsMessages } from '../steps/messageChanges.ts'
import { saysInto } from '../steps/safety.ts'
import { itemsIn, putItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { type Answer, calls } from '../steps/when.ts'
import { countRoundTrips, meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

const minutes = 60_000
const days = 24 * 60 * minutes

type Read = { uuid: string; message: string; revision: number }

/** A conversation with messages of an hour ago, one each minute. */
const anOldConversation = async (count: number) => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const began = Date.now() - (60 + count) * minutes
  const said = Array.from({ length: count }, (_, index) => ({
    at: new Date(began + index * minutes).toISOString(),
    text: `message ${index}`,
  }))
  const { groupUuid, messages } = await aConversation(me, other, said)
  const saids = messages.map(({ uuid }) => ({ uuid, message_group_uuid: groupUuid }))
  return { me, other, uuid: groupUuid, messages, saids: saids as [(typeof saids)[0], ...typeof saids] }
}

/** Follows the links of a catch-up. */
const catchesUp = async (as: { token: string }, link: string | undefined) => {
  const pages: Read[][] = []
  let last: Answer | undefined
  for (let target = link; target && pages.length < 100; ) {
    const answer: Awaited<ReturnType<typeof calls>> = await calls('GET', target, { as })
    expect(answer.status).toBe(200)
    pages.push(answer.body)
    last = answer
    target = linkOf(answer, 'next')
  }
  return { pages, texts: pages.flat().map(({ message }) => message), since: last && linkOf(last, 'since') }
}

const opens = (as: { token: string }, uuid: string, query = '?limit=2') =>
  calls('GET', `/api/messages/${uuid}${query}`, { as })

const withLimit = (link: string | undefined, limit: number) => link?.replace(/limit=\d+/, `limit=${limit}`)

describe('since', () => {
  test('brings every kind of change, of messages that are far back, before the new messages', async () => {
    const { me, other, uuid, saids } = await anOldConversation(6)
    const since = withLimit(linkOf(await opens(me, uuid), 'since'), 100)
    expect((await catchesUp(me, since)).texts).toEqual([])
    const [one, two, three] = saids as Required<typeof saids> & typeof saids
    const changed = [
      (await reacts(other, three as typeof one, '👍')).body,
      (await edits(me, one, 'edited')).body,
      (await deletes(me, two as typeof one)).body,
    ]
    const { message_group_uuid, ...added } = (await saysInto(other, 'new', uuid)).body
    const caughtUp = await catchesUp(me, since)
    expect(caughtUp.pages.flat()).toEqual([changed[1], changed[2], changed[0], added])
    // A change of the last seconds is found once more, and then no more.
    await at(Date.now() + 5 * minutes, async () => {
      const later = await catchesUp(me, caughtUp.since)
      expect(later.pages.flat()).toEqual([changed[1], changed[2], changed[0], added])
      expect((await catchesUp(me, later.since)).texts).toEqual([])
    })
  })

  test('goes on in pages of any size, each change once', async () => {
    const { me, other, uuid, saids } = await anOldConversation(7)
    const since = linkOf(await opens(me, uuid), 'since')
    for (const said of saids) for (const emoji of ['👍', '🎉']) await reacts(other, said, emoji)
    for (const text of ['a', 'b', 'c']) await saysInto(other, text, uuid)
    const all = await readsMessages(me, uuid)
    for (const limit of [1, 3, 7, 10, 100]) {
      const { pages } = await catchesUp(me, withLimit(since, limit))
      expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(limit)
      expect(pages.flat().toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))).toEqual(all)
    }
  })

  test('finds what is changed while a client follows its pages', async () => {
    const { me, other, uuid, saids } = await anOldConversation(5)
    const since = withLimit(linkOf(await opens(me, uuid), 'since'), 1)
    for (const said of saids) await reacts(other, said, '👍')
    const first = await calls('GET', since ?? '', { as: me })
    const second = await calls('GET', linkOf(first, 'next') ?? '', { as: me })
    await reacts(other, saids[0], '🎉')
    const rest = await catchesUp(me, linkOf(second, 'next'))
    const after = await catchesUp(me, withLimit(rest.since, 100))
    const found = [...second.body, ...rest.pages.flat(), ...after.pages.flat()]
    expect(found.findLast(({ uuid }) => uuid === saids[0].uuid)?.revision).toBe(2)
    // Also for a client that stops on the way, and goes on later.
    const broken = await catchesUp(me, withLimit(linkOf(second, 'since'), 100))
    expect(broken.pages.flat().find(({ uuid }) => uuid === saids[0].uuid)?.revision).toBe(2)
  })

  test('a page before, around or after a message brings what is changed after it was read', async () => {
    const { me, uuid, saids } = await anOldConversation(8)
    const queries = ['before', 'around', 'after'].map((relation) => `?limit=2&${relation}=${saids[4]?.uuid}`)
    const links = []
    for (const query of queries) links.push(linkOf(await opens(me, uuid, query), 'since'))
    const { body: deleted } = await deletes(me, saids[0])
    for (const link of links) {
      const { pages } = await catchesUp(me, withLimit(link, 100))
      expect(pages.flat()).toContainEqual(deleted)
    }
  })

  test('finds what a slower writer stores behind the page at which a client stopped', async () => {
    const { me, other, uuid } = await anOldConversation(2)
    const now = Date.now()
    const says = (message: string, time: number) =>
      calls('POST', '/api/messages', {
        as: other,
        body: { message, message_group_uuid: uuid },
        headers: { 'idempotency-key': keyAt(time) },
      })
    const since = withLimit(linkOf(await opens(me, uuid), 'since'), 1)
    const links = await at(now, async () => {
      await says('one', now - 2)
      await says('two', now - 1)
      const { uuid: newest } = (await says('three', now)).body
      const cut = await calls('GET', since ?? '', { as: me })
      expect(cut.body).toMatchObject([{ message: 'one' }])
      const pages = [cut]
      for (const relation of ['before', 'around', 'after'])
        pages.push(await opens(me, uuid, `?limit=1&${relation}=${newest}`))
      return pages.map((page) => linkOf(page, 'since'))
    })
    await at(now + 1, () => says('slow', now - 1000))
    for (const link of links) expect((await catchesUp(me, link)).texts).toContain('slow')
  })

  test('the pages after an older page bring what is changed after that one was read', async () => {
    const { me, uuid, saids } = await anOldConversation(12)
    const [held] = saids
    const around = await opens(me, uuid, `?limit=4&around=${held.uuid}`)
    const now = Date.now()
    const { body: deleted } = await at(now + 5 * minutes, () => deletes(me, held))
    await at(now + 10 * minutes, async () => {
      const next = await calls('GET', linkOf(around, 'next') ?? '', { as: me })
      expect(next.body).toHaveLength(4)
      const { pages } = await catchesUp(me, withLimit(linkOf(next, 'since'), 100))
      expect(pages.flat()).toContainEqual(deleted)
    })
  })

  test('a message brings the changes of the last 30 days, however old it is; a link is too old after that', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    const now = Date.now()
    const times = [400, 40, 20].map((ago) => ({
      at: new Date(now - ago * days).toISOString(),
      text: `${ago}`,
    }))
    const { groupUuid: uuid, messages } = await aConversation(me, other, times)
    const [oldest, older, newest] = messages
    if (!oldest || !older || !newest) throw new Error('no messages')
    await noteChange(uuid, oldest.place, now - 31 * days)
    const ask = (query: string) => readsMessages(me, uuid, query)
    expect((await ask(`?since=${newest.uuid}`)).map(({ message }: Read) => message)).toEqual(['20'])
    await noteChange(uuid, oldest.place, now - 29 * days)
    expect((await ask(`?since=${older.uuid}`)).map(({ message }: Read) => message)).toEqual([
      '400',
      '40',
      '20',
    ])
    // Also before the message was sent: the client can have got it by a frame, and have missed another one.
    expect((await ask(`?since=${newest.uuid}`)).map(({ message }: Read) => message)).toEqual(['400', '20'])

    const cursor = (...parts: string[]) => Buffer.from(parts.join(' ')).toString('base64url')
    const ago = (time: number) => new Date(now - time).toISOString()
    const month = 30 * days
    for (const [parts, isTooOld] of [
      [[ago(month - minutes)], false],
      [[ago(month + minutes)], true],
      [[oldest.place, ago(month - minutes)], false],
      [[oldest.place, ago(month + minutes)], true],
      [[oldest.place, ago(0), `${ago(month - minutes)}#${oldest.place}`], false],
      [[oldest.place, ago(0), `${ago(month + minutes)}#${oldest.place}`], true],
    ] as [string[], boolean][]) {
      const answer = await calls('GET', `/api/messages/${uuid}?since=${cursor(...parts)}`, { as: me })
      if (isTooOld) then.isRefused(answer, 410, 'since_too_old')
      else expect(answer.status).toBe(200)
    }
    for (const parts of [
      [ago(0), ago(0), 'x'],
      [ago(0), ago(0), `${ago(0)}#`],
      [ago(0), ago(0), ago(0), ago(0)],
    ])
      then.isRefused(
        await calls('GET', `/api/messages/${uuid}?since=${cursor(...parts)}`, { as: me }),
        400,
        'cursor_invalid',
      )
  })

  test('costs one read unit more if nothing was changed, and no round trip', async () => {
    const { me, uuid } = await anOldConversation(3)
    const since = linkOf(await opens(me, uuid), 'since') ?? ''
    const ask = () => calls('GET', since, { as: me })
    const { commands, units } = await meter(ask)
    expect(commands.toSorted()).toEqual(['GetItem', 'Query', 'Query'])
    expect(Math.max(...units)).toBe(1) // DynamoDB Local counts nothing for a query that finds nothing
    expect(await countRoundTrips(ask)).toBe(2)
  })

  test('reads at most 250 changes at once, however many there are', async () => {
    const { me, uuid, messages, saids } = await anOldConversation(3)
    const since = linkOf(await opens(me, uuid), 'since')
    const [first] = messages
    if (!first) throw new Error('no messages')
    const now = Date.now()
    const items = Array.from({ length: 600 }, (_, index) => ({
      pk: `CHG#${uuid}`,
      sk: `${new Date(now + index).toISOString()}#${first.place}`,
    }))
    await putItems(items)
    const { commands, units } = await meter(() => calls('GET', since ?? '', { as: me }))
    expect(commands.toSorted()).toEqual(['BatchGetItem', 'GetItem', 'Query', 'Query'])
    expect(units.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(12)
    const { pages } = await catchesUp(me, since)
    expect(pages.map(({ length }) => length)).toEqual([1, 1, 1])
    expect(pages.flat().map(({ uuid }) => uuid)).toEqual([saids[0].uuid, saids[0].uuid, saids[0].uuid])
  })
})

describe('a change', () => {
  test('has a change item without the text, which expires after 31 days', async () => {
    const { me, uuid, messages, saids } = await anOldConversation(1)
    await edits(me, saids[0], 'edited')
    const changeItems = await itemsIn(`CHG#${uuid}`)
    const expected = expect.objectContaining({ expires_at: expect.any(Number) })
    expect(changeItems).toEqual([expected])
    const [{ sk = '', expires_at = 0, ...rest } = {}] = changeItems
    expect(String(sk)).toMatch(new RegExp(`^\\d{4}-.{18}Z#${messages[0]?.place}$`))
    expect(Number(expires_at) * 1000 - Date.now()).toBeGreaterThan(30.9 * days)
    expect(Number(expires_at) * 1000 - Date.now()).toBeLessThan(31.1 * days)
    expect(rest).toEqual({ pk: `CHG#${uuid}` })
  })

  test('that failed after its change item was written returns the message as it is', async () => {
    const { me, uuid, messages } = await anOldConversation(2)
    const since = linkOf(await opens(me, uuid), 'since')
    const nowhere = messageKey(uuid, `${new Date().toISOString()}#${uuidv7()}`).sk
    for (const place of [messages[0]?.place ?? '', nowhere]) await noteChange(uuid, place, Date.now())
    expect((await catchesUp(me, since)).texts).toEqual(['message 0'])
  })
})
