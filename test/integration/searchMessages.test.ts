import { describe, expect, test } from '@jest/globals'
import { at } from '../steps/clock.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { deletes, edits, linkOf } from '../steps/messageChanges.ts'
import { saysInto } from '../steps/safety.ts'
import * as then from '../steps/then.ts'
import { type Answer, calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

type Caller = { token: string }

const searches = (as: Caller, uuid: string, q: string, more = '') =>
  calls('GET', `/api/messages/${uuid}/search?q=${encodeURIComponent(q)}${more}`, { as })

const textsOf = ({ body }: { body: { message: string }[] }) => body.map(({ message }) => message)

/** All pages of a search. */
const findsAll = async (as: Caller, uuid: string, q: string, more = '') => {
  const pages: string[][] = []
  let answer: Awaited<ReturnType<typeof searches>> = await searches(as, uuid, q, more)
  for (let count = 0; count < 100; count += 1) {
    pages.push(textsOf(answer))
    const next: string | undefined = linkOf(answer as Answer, 'next')
    if (!next) return pages
    answer = await calls('GET', next, { as })
  }
  throw new Error('too many pages')
}

const aLongConversation = async (texts: string[]) => {
  const [me, other] = await Promise.all([given.aUser(), given.aUser()])
  const began = Date.now() - texts.length * 1000 - 60_000
  const said = texts.map((text, index) => ({ at: new Date(began + index * 1000).toISOString(), text }))
  const { groupUuid: uuid } = await aConversation(me, other, said)
  return { me, other, uuid }
}

describe('a search in a conversation', () => {
  test('finds the messages with all words, newest first, without case and accents', async () => {
    const { me, other, uuid } = await aLongConversation([
      'The café on the corner',
      'A coffee corner',
      'Which CAFE? The one on the corner?',
      'Cafeteria, around that corner',
      'ＣＡＦＥ́ corner',
    ])
    for (const as of [me, other])
      expect(textsOf(await searches(as, uuid, ' Corner  cafÉ '))).toEqual([
        'ＣＡＦＥ́ corner',
        'Cafeteria, around that corner',
        'Which CAFE? The one on the corner?',
        'The café on the corner',
      ])
    expect(textsOf(await searches(me, uuid, 'tea'))).toEqual([])
  })

  test('finds texts as they are now, and nothing that is deleted', async () => {
    const { me, uuid } = await given.aGroup('nothing')
    const said = async (text: string) => (await saysInto(me, text, uuid)).body
    const [first, second] = [await said('a treasure'), await said('a treasure, too')]
    await edits(me, first, 'a secret')
    await deletes(me, second)
    expect(textsOf(await searches(me, uuid, 'treasure'))).toEqual([])
    expect(textsOf(await searches(me, uuid, 'secret'))).toEqual(['a secret'])
  })

  test.each([1, 3, 7, 100])('finds each message once, in pages of %d', async (limit) => {
    const { me, uuid } = await aLongConversation(
      Array.from({ length: 30 }, (_, index) => `${index % 3 === 0 ? 'fizz' : 'plain'} ${index}`),
    )
    const pages = await findsAll(me, uuid, 'fizz', `&limit=${limit}`)
    expect(Math.max(...pages.map(({ length }) => length))).toBeLessThanOrEqual(limit)
    expect(pages.flat()).toEqual(Array.from({ length: 10 }, (_, index) => `fizz ${27 - 3 * index}`))
  })

  test('reads at most 32 units at once, however long the texts are', async () => {
    const long = '👩‍🚀'.repeat(341)
    const { me, uuid } = await aLongConversation(['needle', ...Array.from({ length: 150 }, () => long)])
    // The first request of a process also reads the profile.
    const { commands, units } = await meter(() => searches(me, uuid, 'needle'))
    expect(commands).toEqual(['GetItem', 'GetItem', ...commands.slice(2).map(() => 'Query')])
    expect(units.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(32)
    const pages = await findsAll(me, uuid, 'needle')
    expect(pages.length).toBeGreaterThan(2)
    expect(pages.flat()).toEqual(['needle'])
  })

  // Few messages for each, because the next ones can be the largest, with ten pictures and their descriptions.
  test('reads hundreds of usual messages in a bounded number of calls', async () => {
    const { me, uuid } = await aLongConversation([
      'needle',
      ...Array.from({ length: 300 }, (_, index) => `a usual message of a usual length ${index}`),
    ])
    const { commands } = await meter(() => searches(me, uuid, 'needle'))
    expect(commands.length).toBeLessThanOrEqual(32)
    expect((await findsAll(me, uuid, 'needle')).flat()).toEqual(['needle'])
  })

  test('is refused above the limit, which is another one than that of other requests', async () => {
    const { me, uuid } = await given.aGroup('hello')
    process.env.MESSAGE_SEARCHES_PER_MINUTE = '2'
    await at(Date.now(), async () => {
      for (let count = 0; count < 2; count += 1) expect((await searches(me, uuid, 'hello')).status).toBe(200)
      then.isRefused(await searches(me, uuid, 'hello'), 429, 'too_many_requests')
      expect((await calls('GET', '/api/users?q=nobody', { as: me })).status).toBe(200)
    })
    process.env.MESSAGE_SEARCHES_PER_MINUTE = '1000000'
  })

  test('is for members only', async () => {
    const [{ uuid }, stranger] = await Promise.all([given.aGroup('a secret'), given.aUser()])
    then.isRefused(await searches(stranger, uuid, 'secret'), 404, 'message_group_not_found')
  })

  test.each(['', ' ', '\u{301}', 'x'.repeat(101), undefined])('needs a text: not %j', async (q) => {
    const { me, uuid } = await given.aGroup()
    const target = `/api/messages/${uuid}/search${q === undefined ? '' : `?q=${encodeURIComponent(q)}`}`
    then.isRefused(await calls('GET', target, { as: me }), 400, 'q_invalid')
  })

  test('needs a cursor of a search', async () => {
    const { me, uuid } = await given.aGroup()
    for (const cursor of [
      'x',
      '',
      Buffer.from('2026-01-01T00:00:00.000Z 2026-01-01T00:00:00.000Z').toString('base64url'),
    ])
      then.isRefused(await searches(me, uuid, 'x', `&cursor=${cursor}`), 400, 'cursor_invalid')
  })
})
