import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import type { Person } from '../../src/domain/message.ts'
import { placeOf } from '../../src/domain/place.ts'
import { listMessages } from '../../src/repository/messages.ts'
import { aConversation, conversationOf } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { parsed } from '../steps/printed.ts'
import { runs, runsIn } from '../steps/program.ts'
import { putItems } from '../steps/table.ts'
import { calls } from '../steps/when.ts'
import { meter } from '../steps/wire.ts'

given.anEngine({ hasStream: false })

type Somebody = Awaited<ReturnType<typeof given.aUser>>
const two = (): Promise<[Somebody, Somebody]> => Promise.all([given.aUser(), given.aUser()])
const inNewYork = { environment: { TZ: 'America/New_York' } }
const textsOf = (stdout: string) => parsed(stdout).map(({ message }) => message)

const second = 1000
const from = Date.parse('2026-03-01T12:00:00.000Z')
/** Messages, one per second. */
const aSecondEach = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    at: new Date(from + index * second).toISOString(),
    text: `line ${index}`,
  }))

describe('npm run ddb:get-conversation', () => {
  test('prints what the API returns with --json, and the cost on stderr', async () => {
    const { me, other, uuid } = await given.aGroup('Hello!')
    for (const [as, message] of [
      [other, 'Hello yourself'],
      [me, 'Line\nbreak, "quote", \\ and 👩‍👩‍👧‍👦'],
      [me, 'Last'],
    ] as const)
      await calls('POST', '/api/messages', { as, body: { message, message_group_uuid: uuid } })
    const { body } = await calls('GET', `/api/messages/${uuid}?limit=100`, { as: me })
    const { code, stdout, stderr } = await runs('ddb:get-conversation', me.handle, other.handle, '--json')
    expect([code, parsed(stdout)]).toEqual([0, body])
    expect(stderr).toBe(`\nQuery where pk = "MSG#${uuid}": 0.5 RCU\n`)
    const turned = await runs('ddb:get-conversation', `@${other.handle}`, me.handle.toUpperCase(), '--json')
    expect(turned).toEqual({ code, stdout, stderr })
  })

  test('prints sender, text and local time, grouped by day', async () => {
    const [me, other] = await two()
    await aConversation(me, other, [
      { at: '2026-03-01T03:30:00.000Z', text: 'late' },
      { at: '2026-03-01T05:00:00.000Z', text: 'later', by: other },
      { at: '2026-03-02T16:05:00.000Z', text: 'much later' },
    ])
    const there = await runsIn(inNewYork, 'ddb:get-conversation', me.handle, other.handle)
    const width = Math.max(me.handle.length, other.handle.length)
    expect(there.stdout.split('\n')).toEqual([
      'Saturday, 28 February 2026',
      `22:30  ${me.handle.padEnd(width)}  late`,
      '',
      'Sunday, 1 March 2026',
      `00:00  ${other.handle.padEnd(width)}  later`,
      '',
      'Monday, 2 March 2026',
      `11:05  ${me.handle.padEnd(width)}  much later`,
      '',
    ])
    const inKolkata = { environment: { TZ: 'Asia/Kolkata' } }
    const here = await runsIn(inKolkata, 'ddb:get-conversation', me.handle, other.handle)
    expect(here.stdout).toMatch(/^Sunday, 1 March 2026\n09:00 .*\n10:30 .*\n\nMonday, 2 March 2026\n21:35 /)
  })

  test('shows no pointers', async () => {
    const [me, other] = await two()
    const { groupUuid, messages } = await aConversation(me, other, aSecondEach(3))
    const place = placeOf(from - second, randomUUID())
    await putItems([{ pk: `MSG#${groupUuid}`, sk: place, moved_to: messages[0]?.place }])
    const { stdout } = await runs('ddb:get-conversation', me.handle, other.handle, '--json')
    expect(textsOf(stdout)).toEqual(['line 0', 'line 1', 'line 2'])
  })

  test('prints the capacity of all of its pages', async () => {
    const [me, other] = await two()
    const long = 'x'.repeat(1000)
    const { groupUuid } = await aConversation(
      me,
      other,
      aSecondEach(60).map(({ at }) => ({ at, text: long })),
    )
    const { units } = await meter(() => listMessages({ groupUuid }, { direction: 'older', limit: 50 }))
    const { stderr } = await runs('ddb:get-conversation', me.handle, other.handle, '--limit', '50')
    expect(units[0]).toBeGreaterThan(5)
    expect(stderr).toBe(`\nQuery where pk = "MSG#${groupUuid}": ${units[0]} RCU\n`)
  })

  describe('with a period', () => {
    let me: Somebody
    let other: Somebody
    // Only a time without a zone depends on the time zone of the process.
    const isLocal = (word: string) => /^\d{4}-\d\d-\d\d( |$)/.test(word)
    const asks = async (...parameters: string[]) => {
      const { code, stdout, stderr } = await runsIn(
        parameters.some(isLocal) ? inNewYork : {},
        'ddb:get-conversation',
        me.handle,
        other.handle,
        '--json',
        ...parameters,
      )
      expect([code, stderr]).toEqual([0, expect.stringMatching(/^\n(Query .* RCU\n)+$/)])
      return textsOf(stdout)
    }
    const minute = (text: string) => `2026-03-01T${text}`
    beforeAll(async () => {
      ;[me, other] = await two()
      await aConversation(me, other, [
        { at: minute('04:59:59.999Z'), text: 'before midnight' },
        { at: minute('05:00:00.000Z'), text: 'midnight' },
        { at: minute('12:00:00.000Z'), text: 'noon' },
        { at: minute('12:00:00.001Z'), text: 'after noon' },
        { at: '2026-03-02T04:59:59.999Z', text: 'last' },
        { at: '2026-03-02T05:00:00.000Z', text: 'tomorrow' },
      ])
    })
    const all = ['before midnight', 'midnight', 'noon', 'after noon', 'last', 'tomorrow']

    test.each<[string[], string[]]>([
      [[], all],
      [['--since', minute('12:00:00Z')], all.slice(2)],
      [['--since', minute('12:00:00.001Z')], all.slice(3)],
      [['--since', minute('13:00:00+01:00')], all.slice(2)],
      [['--since', '2026-03-01 07:00'], all.slice(2)],
      [['--since', '2026-03-01'], all.slice(1)],
      [['--before', minute('12:00:00Z')], all.slice(0, 2)],
      [['--before', minute('12:00:00.001Z')], all.slice(0, 3)],
      [['--before', '2026-03-02'], all.slice(0, 5)],
      [['--since', '2026-03-01', '--before', '2026-03-02'], all.slice(1, 5)],
      [['--since', minute('12:00:00Z'), '--before', minute('12:00:00.001Z')], ['noon']],
      [['--limit', '2'], all.slice(4)],
      [['--limit', '2', '--before', '2026-03-02'], all.slice(3, 5)],
      [['--limit', '2', '--since', '2026-03-01'], all.slice(1, 3)],
      [['--limit', '2', '--since', '2026-03-01', '--before', '2026-03-02'], all.slice(1, 3)],
      [['--limit', '999999999'], all],
      [['--since', '2027-01-01'], []],
      [['--before', '2020-01-01'], []],
    ])('%j, where it is New York, are the right ones', async (parameters, texts) => {
      expect(await asks(...parameters)).toEqual(texts)
    })

    test.each(['2026-03-02', '2026-03-01'])(
      'that begins on %s and ends on 1 March is refused',
      async (since) => {
        const range = ['--since', since, '--before', '2026-03-01']
        const answers = await Promise.all([
          runs('ddb:get-conversation', me.handle, other.handle, ...range),
          runs('ddb:list-conversations', me.handle, ...range),
        ])
        const refusal = {
          code: 1,
          stdout: '',
          stderr: '--since must be earlier than --before\n',
        }
        expect(answers).toEqual([refusal, refusal])
      },
    )
  })

  test('reads all pages from --since on, each message once, with --before and without', async () => {
    const [me, other] = await two()
    const said = aSecondEach(605)
    await aConversation(me, other, said)
    const texts = said.map(({ text }) => text)
    const asks = async (...parameters: string[]) =>
      textsOf((await runs('ddb:get-conversation', me.handle, other.handle, '--json', ...parameters)).stdout)
    const since = ['--since', '2026-03-01T12:00:00Z']
    const before = ['--before', '2026-03-01T12:10:00Z']
    expect(await asks(...since, '--limit', '550')).toEqual(texts.slice(0, 550))
    expect(await asks(...since, '--limit', '5000')).toEqual(texts)
    expect(await asks('--limit', '550')).toEqual(texts.slice(-550))
    expect(await asks('--limit', '501')).toEqual(texts.slice(-501))
    expect(await asks(...before, '--limit', '550')).toEqual(texts.slice(50, 600))
    expect(await asks(...before, '--limit', '5000')).toEqual(texts.slice(0, 600))
    expect(await asks(...since, ...before, '--limit', '550')).toEqual(texts.slice(0, 550))
    expect(await asks(...since, ...before, '--limit', '5000')).toEqual(texts.slice(0, 600))
  })

  test.each([
    ['--since', 'tomorrow', /^Not a valid time for --since: tomorrow\. .*2026-11-20/],
    ['--before', '2026-13-01', /^Not a valid time for --before: 2026-13-01\. .*2026-11-20/],
    ['--limit', '0', /^--limit must be a whole number of at least 1, not 0\n$/],
  ])('with %s %s is an error, also in the other commands with this option', async (flag, value, words) => {
    const answers = await Promise.all([
      runs('ddb:get-conversation', 'bayko', 'londo', flag, value),
      runs('ddb:list-conversations', 'bayko', flag, value),
      ...(flag === '--limit' ? [runs('ddb:scan', flag, value)] : []),
    ])
    const refusal = { code: 1, stdout: '', stderr: expect.stringMatching(words) }
    expect(answers).toEqual(answers.map(() => refusal))
  })

  test('of unknown users, of two without a conversation, or of one user with themselves is an error', async () => {
    const [me, other] = await two()
    const nobody = given.aHandle('nobody')
    const table = process.env.TABLE_NAME
    const says = async (one: string, another: string) => {
      const { code, stdout, stderr } = await runs('ddb:get-conversation', one, another)
      expect([code, stdout]).toEqual([1, ''])
      return stderr
    }
    expect(await says(nobody, me.handle)).toBe(`No user in ${table} with the handle: ${nobody}\n`)
    expect(await says(me.handle, 'No Handle!')).toBe(`No user in ${table} with the handle: No Handle!\n`)
    expect(await says(me.handle, other.handle)).toBe(
      `${me.handle} and ${other.handle} have no conversation.\n`,
    )
    expect(await says(me.handle, me.handle)).toBe(`${me.handle} and ${me.handle} have no conversation.\n`)
  })

  test.each([[[]], [['bayko']]])('with the arguments %j is an error', async (words) => {
    const { code, stdout, stderr } = await runs('ddb:get-conversation', ...words)
    expect([code, stdout, stderr]).toEqual([1, '', expect.stringMatching(/^Missing argument: </)])
  })
})

describe('npm run ddb:list-conversations', () => {
  /** A user with this many conversations of one message each, a second apart. */
  const aBusyPerson = async (count: number) => {
    const me = await given.aUser()
    const others = Array.from({ length: count }, (_, index) => ({
      uuid: randomUUID(),
      handle: `other_${index}`,
      displayName: `Other ${index}`,
    }))
    await putItems(
      aSecondEach(count).flatMap((said, index) => conversationOf(others[index] as Person, me, [said]).items),
    )
    return me
  }

  test('prints what the API returns with --json, newest first, and the cost on stderr', async () => {
    const me = await given.aUser()
    for (const index of [1, 2, 3]) {
      const other = await given.aUser()
      const body = { message: `from ${index}`, handle: me.handle }
      await calls('POST', '/api/messages', { as: other, body })
    }
    const { body } = await calls('GET', '/api/message_groups?limit=100', { as: me })
    const { code, stdout, stderr } = await runs('ddb:list-conversations', me.handle, '--json')
    expect([code, parsed(stdout)]).toEqual([0, body])
    expect(body).toHaveLength(3)
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      '',
      `Query on list-index where list_key = "INB#${me.uuid}": 0.5 RCU`,
      expect.stringMatching(/^Query × 3 where pk = "MSG#.*: 1\.5 RCU$/),
    ])
  })

  test('prints local time, person, unread count and last message', async () => {
    const [me, other] = await two()
    await aConversation(other, me, aSecondEach(120))
    await aConversation(me, await given.aUser({ handle: `z_${given.aHandle().slice(0, 10)}` }), [
      { at: '2026-03-01T11:00:00.000Z', text: 'mine' },
    ])
    const { code, stdout } = await runsIn(inNewYork, 'ddb:list-conversations', me.handle)
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^2026-03-01 07:01  ${other.handle} +99\\+ unread +line 119$`)),
      expect.stringMatching(/^2026-03-01 06:00 {2}z_\w+ +mine$/),
      '',
    ])
  })

  test('reads all pages, each conversation once, in order', async () => {
    const me = await aBusyPerson(105)
    const handles = Array.from({ length: 105 }, (_, index) => `other_${104 - index}`)
    const asks = async (...parameters: string[]) => {
      const { stdout } = await runs('ddb:list-conversations', me.handle, '--json', ...parameters)
      return parsed(stdout).map(({ handle }) => handle)
    }
    expect(await asks()).toEqual(handles.slice(0, 20))
    expect(await asks('--limit', '103')).toEqual(handles.slice(0, 103))
    expect(await asks('--limit', '5000')).toEqual(handles)
    const since = ['--since', '2026-03-01T12:00:05Z']
    const before = ['--before', '2026-03-01T12:01:40Z']
    expect(await asks('--limit', '5000', ...since)).toEqual(handles.slice(0, 100))
    expect(await asks('--limit', '5000', ...before)).toEqual(handles.slice(5))
    expect(await asks('--limit', '5000', ...since, ...before)).toEqual(handles.slice(5, 100))
  })

  test('of a user without conversations is empty, and of an unknown user is an error', async () => {
    const me = await given.aUser()
    for (const flags of [[], ['--json']]) {
      const { code, stdout, stderr } = await runs('ddb:list-conversations', me.handle, ...flags)
      expect([code, stdout, stderr]).toEqual([
        0,
        '',
        expect.stringMatching(/^\nQuery on list-index .* RCU\n$/),
      ])
    }
    const nobody = given.aHandle('nobody')
    const unknown = await runs('ddb:list-conversations', nobody)
    expect([unknown.code, unknown.stdout, unknown.stderr]).toEqual([
      1,
      '',
      `No user in ${process.env.TABLE_NAME} with the handle: ${nobody}\n`,
    ])
    expect((await runs('ddb:list-conversations')).stderr).toMatch(/^Missing argument: <handle>/)
  })
})
