import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { directoryTextsOf } from '../../src/domain/directory.ts'
import { addDirectoryEntries } from '../../src/repository/admin/upgrade.ts'
import { changeUser } from '../../src/repository/admin/users.ts'
import { deleteEntries } from '../../src/repository/directory.ts'
import { transactWrite } from '../../src/repository/writes.ts'
import { at } from '../steps/clock.ts'
import { erases } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { profileOf } from '../steps/safety.ts'
import { allItems } from '../steps/table.ts'
import * as then from '../steps/then.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

type Somebody = Awaited<ReturnType<typeof given.aUser>>
let me: Somebody
beforeAll(async () => {
  me = await given.aUser({ displayName: 'The Searcher', handle: 'searcher' })
})

const finds = async (q: string) =>
  (await calls('GET', `/api/users?q=${encodeURIComponent(q)}`, { as: me })).body

const entriesOf = async ({ uuid }: { uuid: string }) =>
  (await allItems()).filter(({ pk, sk }) => String(pk).startsWith('DIR#') && String(sk).endsWith(uuid))

/** A word that nobody else has. */
const aWord = () => `z${randomUUID().replace(/\d|-/g, '').slice(0, 7)}`

describe('somebody is found', () => {
  test('by the beginning of their handle, and of their name from each word on', async () => {
    const [first, middle, last] = [aWord(), aWord(), aWord()]
    const person = await given.aUser({
      displayName: `Zoë${first} ${middle.toUpperCase()}-${last}`,
      handle: `handle_${first}`,
    })
    for (const q of [
      `handle_${first}`,
      `@Handle_${first}`,
      ` @handle_${first} `,
      `ZOE${first}`,
      ` zoë${first}  ${middle}`,
      middle,
      `${middle}-${last}`.toUpperCase(),
      last.slice(0, 5),
    ])
      expect([q, await finds(q)]).toEqual([q, [profileOf(person)]])
    for (const q of [first, `${last} ${first}`, `x${last}`]) expect(await finds(q)).toEqual([])
    expect(await entriesOf(person)).toHaveLength(4)
  })

  test('once, although several of their words begin like that, and never by themselves', async () => {
    const word = aWord()
    const person = await given.aUser({ displayName: `${word} ${word} ${word}a ${word}`, handle: `${word}_x` })
    expect(await finds(word)).toEqual([profileOf(person)])
    expect(await finds('searcher')).toEqual([])
  })

  test('first by their whole handle, and then by their whole name, however many others begin like that', async () => {
    const word = aWord()
    const crowd = (displayName: (index: number) => string) =>
      Promise.all(Array.from({ length: 20 }, (_, index) => given.aUser({ displayName: displayName(index) })))
    await crowd((index) => `${word} ${index}`)
    const [namesake] = await crowd((index) => (index === 0 ? word.toUpperCase() : `${word}!"${index}`))
    const owner = await given.aUser({ handle: word })
    expect((await finds(`@${word}`)).slice(0, 2)).toEqual(
      [owner, namesake].map((user) => profileOf(user as Somebody)),
    )
    const namesakes = await crowd(() => word)
    const found = await finds(word)
    expect(found[0]).toEqual(profileOf(owner))
    const whole = [namesake, ...namesakes].map((user) => user?.uuid)
    for (const { uuid } of found.slice(1)) expect(whole).toContain(uuid)
  })

  test('by what was typed, not by the end of a sort key', async () => {
    const word = aWord()
    const person = await given.aUser({ displayName: `${word} #1`, handle: `${word}_x` })
    for (const q of [`${word}#`, `${word} #1`, `${word}_1`, `${word}  !1`])
      expect([q, await finds(q)]).toEqual([q, [profileOf(person)]])
    const exact = await given.aUser({ handle: `${word}y` })
    for (const q of [`${word}y#`, `${word}y#${exact.uuid.slice(0, 4)}`, `${word}y##`])
      expect([q, await finds(q)]).toEqual([q, []])
  })

  test('by at most five words and 30 characters', async () => {
    const words = Array.from({ length: 7 }, aWord)
    const person = await given.aUser({ displayName: words.join(' ') })
    expect(await finds(String(words[4]))).toEqual([profileOf(person)])
    expect(await finds(String(words[5]))).toEqual([])
    expect(await finds(`${words.join(' ').slice(0, 30)} and whatever follows`)).toEqual([profileOf(person)])
    expect(await finds(words.join(' ').slice(0, 30))).toEqual([profileOf(person)])
    const [one, other] = await Promise.all(
      ['a', 'b'].map((end) => given.aUser({ handle: `${'x'.repeat(29)}${end}` })),
    )
    expect(await finds(String(one?.handle))).toEqual([profileOf(one as Somebody)])
    expect(await finds(String(other?.handle))).toEqual([profileOf(other as Somebody)])
  })

  test('for at most one read unit, however many there are and however long their names', async () => {
    const start = '🦊'.repeat(50)
    const people = Array.from({ length: 20 }, () => ({
      displayName: `${start}${'🦊'.repeat(14)}`,
      handle: given.aHandle('x'.repeat(20)),
    }))
    await Promise.all(people.map(given.aUser))
    await finds('nobody')
    const { commands, units } = await meter(() => finds(start))
    expect(commands).toEqual(['Query'])
    expect(units[0]).toBeLessThanOrEqual(1)
    expect(await finds(start)).toHaveLength(17)
  })

  test('by their new names only, and not at all after an erasure', async () => {
    const [before, after] = [aWord(), aWord()]
    const person = await given.aUser({ displayName: `Kept ${before}`, handle: `${before}_h` })
    const changed = await changeUser(person.uuid, { displayName: `Kept ${after}`, handle: `${after}_h` })
    for (const q of [before, `${before}_h`, `kept ${before}`]) expect(await finds(q)).toEqual([])
    for (const q of [after, `${after}_h`, `kept ${after}`])
      expect(await finds(q)).toEqual([profileOf(changed)])
    await erases(person)
    expect(await finds(after)).toEqual([])
    expect(await entriesOf(person)).toEqual([])
  })

  test('after an upgrade, if they signed up before', async () => {
    const word = aWord()
    const person = await given.aUser({ displayName: word })
    await transactWrite(deleteEntries(person))
    expect(await finds(word)).toEqual([])
    for (const _ of ['once', 'again']) await addDirectoryEntries()
    expect(await finds(word)).toEqual([profileOf(person)])
  })
})

test('so many searches a minute are allowed to each person', async () => {
  const [eager, other] = await Promise.all([given.aUser(), given.aUser()])
  const searches = (as: Somebody) => calls('GET', '/api/users?q=nobody', { as })
  process.env.PEOPLE_SEARCHES_PER_MINUTE = '3'
  await at(Date.now(), async () => {
    for (let count = 0; count < 3; count += 1) expect((await searches(eager)).status).toBe(200)
    const refused = await searches(eager)
    then.isRefused(refused, 429, 'too_many_requests')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect((await searches(other)).status).toBe(200)
  })
  process.env.PEOPLE_SEARCHES_PER_MINUTE = '1000000'
})

test.each(['', 'a', ' a ', '@a', '\u{301}\u{301}a', 'x'.repeat(101), undefined])(
  '%j is too short or too long',
  async (q) => {
    const target = `/api/users${q === undefined ? '' : `?q=${encodeURIComponent(q)}`}`
    then.isRefused(await calls('GET', target, { as: me }), 400, 'q_invalid')
  },
)

test('a name without letters is found as it is, and a very short one by its handle only', () => {
  expect(directoryTextsOf({ handle: 'x', displayName: '🦊🦊' })).toEqual(['🦊🦊'])
  expect(directoryTextsOf({ handle: 'xy', displayName: 'X' })).toEqual(['xy#'])
  expect(directoryTextsOf({ handle: 'xy', displayName: 'Xy' })).toEqual(['xy#'])
})
