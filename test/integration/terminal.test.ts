import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { groupUuidOf } from '../../src/domain/group.ts'
import type { Person } from '../../src/domain/message.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { edits, reacts, readsMessages, replies } from '../steps/messageChanges.ts'
import { isHarmless, parsed, withoutStyle } from '../steps/printed.ts'
import { runs, runsAlone, runsIn, runsOnTerminal } from '../steps/program.ts'
import { runCommand } from '../steps/stack.ts'
import { putItems } from '../steps/table.ts'

given.anEngine({ hasStream: false })

const second = 1000
const from = Date.parse('2026-03-01T12:00:00.000Z')
const inNewYork = { environment: { TZ: 'America/New_York' } }
const two = () => Promise.all([given.aUser(), given.aUser()])
const textsOf = (stdout: string) => parsed(stdout).map(({ message }) => message)

// Messages that would control a terminal.
const hostile = [
  '\x1b[2J\x1b]0;owned\x07 clears the screen and names the window',
  '\x9b31m red by one character \x9b0m',
  'a line\nand a line\r\nand another\rover it',
  '\u202egnp.exe\u202c turned around \u2066isolated\u2069',
  'a break\u2028of line\u2029and of paragraph',
  'deleted\x7f\x7f\b\b and a \ttab \x00 and nothing \x85 next',
]

describe('text of other people', () => {
  test('is escaped on a terminal, and unchanged with --json', async () => {
    const [me, other] = await two()
    const { groupUuid } = await aConversation(
      me,
      { ...other, displayName: hostile[0] ?? '' },
      hostile.map((text, index) => ({ at: new Date(from + index * second).toISOString(), text })),
    )
    const asks = async (...words: [string, ...string[]]) => {
      const { code, stdout, stderr } = await runs(...words)
      expect(code).toBe(0)
      isHarmless(stdout)
      isHarmless(stderr)
      return stdout
    }
    const json = await asks('ddb:get-conversation', me.handle, other.handle, '--json')
    expect(textsOf(json)).toEqual(hostile)
    const readable = await asks('ddb:get-conversation', me.handle, other.handle)
    expect(readable.trim().split('\n')).toHaveLength(hostile.length + 1)
    expect(readable).toContain('␛[2J␛]0;owned␇ clears the screen')
    const inbox = await asks('ddb:list-conversations', me.handle, '--json')
    expect(parsed(inbox)[0].message).toBe(hostile.at(-1))
    expect((await asks('ddb:list-conversations', me.handle)).trim().split('\n')).toHaveLength(1)
    await asks('ddb:scan')
    const scanned = parsed(await asks('ddb:scan', '--json'))
    const texts = scanned.filter(({ pk }) => pk === `MSG#${groupUuid}`).map(({ message }) => message)
    expect(texts).toEqual(hostile)
  })

  test('is escaped in every attribute', async () => {
    const [me, other] = await two()
    const evil = { ...other, handle: '\x1b[31mevil', displayName: '\u202elive' }
    await aConversation(evil, me, [{ at: '2026-03-01T12:00:00.000Z', text: 'Hello' }])
    await putItems([
      { pk: '\x1b[31mred', sk: '\u202eturned' },
      { pk: 'HDL#\x07', sk: 'USR', handle: '\x07', display_name: '\x9b0m' },
      { pk: `GRP#${other.uuid}`, sk: '2026-01-01T00:00:00', user_handle: '\x1bc', message: '\x1bc' },
    ])
    for (const words of [
      ['ddb:get-conversation', me.handle, other.handle],
      ['ddb:list-conversations', me.handle],
      ['ddb:scan'],
      ['ddb:scan', '--json'],
    ] as [string, ...string[]][]) {
      const { code, stdout, stderr } = await runs(...words)
      expect(code).toBe(0)
      isHarmless(stdout)
      isHarmless(stderr)
    }
  })
})

describe('on a terminal', () => {
  const columns = 60
  /** Two people with handles of the maximum length, and messages longer than a line. */
  const aLongConversation = async (said: { text: string; by?: Person }[]) => {
    const [me, other] = await Promise.all(
      ['m', 'o'].map((letter) => given.aUser({ handle: given.aHandle(letter.repeat(20)) })),
    )
    if (!me || !other) throw new Error('there are two')
    expect([me.handle.length, other.handle.length]).toEqual([30, 30])
    await aConversation(
      me,
      other,
      said.map((one, index) => ({ ...one, at: new Date(from + index * second).toISOString() })),
    )
    return { me, other }
  }
  const linesOf = (stdout: string) => withoutStyle(stdout).replaceAll('\r', '').split('\n')
  const areNotTooLong = (stdout: string) => {
    const results = linesOf(stdout).filter((line) => !/ RCU$/.test(line)) // the cost on stderr is longer
    expect(results.length).toBeGreaterThan(1)
    expect(results.filter((line) => line.length > columns)).toEqual([])
  }

  test('lines fit its width, and truncated text ends with an ellipsis', async () => {
    const { me, other } = await aLongConversation([{ text: 'word '.repeat(50) }, { text: 'short' }])
    const words = ['ddb:get-conversation', me.handle, other.handle] as const
    const { code, stdout } = await runsOnTerminal(columns, {}, ...words)
    expect(code).toBe(0)
    areNotTooLong(stdout)
    const [, long = '', short = ''] = linesOf(stdout)
    expect([long.length, long.at(-1), short.slice(-6)]).toEqual([columns, '…', ' short'])
    const wide = await runsOnTerminal(300, {}, ...words)
    expect(wide.stdout).toContain('word '.repeat(50).trim())
  })

  test('lines about edits, replies and reactions fit its width, too', async () => {
    const { me, other } = await aLongConversation([{ text: 'word '.repeat(50) }])
    const [question] = await readsMessages(me, groupUuidOf(me.uuid, other.uuid))
    const said = { ...question, message_group_uuid: groupUuidOf(me.uuid, other.uuid) }
    const { body: answer } = await replies(other, said, 'word '.repeat(50))
    await edits(other, answer, 'words '.repeat(50))
    for (const as of [me, other]) await reacts(as, answer, '👍')
    const { stdout } = await runsOnTerminal(columns, {}, 'ddb:get-conversation', me.handle, other.handle)
    areNotTooLong(stdout)
    expect(linesOf(stdout).filter((line) => /… \(edited\)$/.test(line))).toHaveLength(1)
  })

  test('lines fit with a former, longer name of the sender', async () => {
    const [me, other] = await Promise.all(
      ['m', 'o'].map((letter) => given.aUser({ handle: letter + given.aHandle().slice(-9) })),
    )
    if (!me || !other) throw new Error('there are two')
    const before = { ...other, handle: 'x'.repeat(30) }
    await aConversation(me, other, [{ at: '2026-03-01T12:00:00.000Z', text: 'word '.repeat(50), by: before }])
    areNotTooLong((await runsOnTerminal(columns, {}, 'ddb:get-conversation', me.handle, other.handle)).stdout)
  })

  test('an inbox fits its width', async () => {
    const { me } = await aLongConversation([{ text: 'word '.repeat(50) }, { text: 'word '.repeat(50) }])
    areNotTooLong((await runsOnTerminal(columns, {}, 'ddb:list-conversations', me.handle)).stdout)
  })

  test('a scan fits its width', async () => {
    await aLongConversation([{ text: 'word '.repeat(50) }])
    areNotTooLong((await runsOnTerminal(columns, {}, 'ddb:scan')).stdout)
  })

  test('output is coloured, but not with NO_COLOR or without a terminal', async () => {
    const { me, other } = await aLongConversation([{ text: 'Hello' }])
    const words = ['ddb:get-conversation', me.handle, other.handle] as const
    const [coloured, plain, piped] = await Promise.all([
      runsOnTerminal(columns, {}, ...words),
      runsOnTerminal(columns, { environment: { NO_COLOR: '1' } }, ...words),
      runsAlone(...words),
    ])
    expect(withoutStyle(coloured.stdout)).not.toBe(coloured.stdout)
    expect(withoutStyle(plain.stdout)).toBe(plain.stdout)
    expect(piped.stdout).not.toContain('\x1b')
    expect(linesOf(plain.stdout)).toEqual(linesOf(coloured.stdout))
  })

  test('JSON is neither truncated nor coloured', async () => {
    const text = 'word '.repeat(50)
    const { me, other } = await aLongConversation([{ text }])
    const { stdout } = await runsOnTerminal(
      columns,
      {},
      'ddb:get-conversation',
      me.handle,
      other.handle,
      '--json',
    )
    expect(parsed(stdout.replaceAll('\r', '').split('\n')[0] ?? '')[0].message).toBe(text)
  })
})

describe('npm run ddb:scan', () => {
  test('prints the stored items with --json, and limits them with --limit', async () => {
    const { me, uuid } = await given.aGroup('Scan me')
    const { code, stdout, stderr } = await runs('ddb:scan', '--json')
    const items = parsed(stdout)
    expect(code).toBe(0)
    expect(items).toContainEqual({
      pk: `USR#${me.uuid}`,
      sk: 'USR',
      uuid: me.uuid,
      handle: me.handle,
      display_name: me.displayName,
      cognito_user_id: me.cognitoUserId,
    })
    expect(items.filter(({ sk }) => sk === uuid)).toHaveLength(2)
    expect(stderr).toMatch(
      new RegExp(
        `^\\n${items.length.toLocaleString('en')} items of ${process.env.TABLE_NAME}\\. Scan.*: [\\d.]+ RCU\\n$`,
      ),
    )
    const some = await runs('ddb:scan', '--json', '--limit', '7')
    expect(parsed(some.stdout)).toEqual(items.slice(0, 7))
    expect(some.stderr).toMatch(/^\n7 items of /)
  })

  test('prints the kind, owner, time and content of every item', async () => {
    const { me, other, uuid } = await given.aGroup('Find me')
    await putItems([
      { pk: `MSG#${uuid}`, sk: '2026-03-01T12:00:00.000Z#1', moved_to: '2026-03-01T12:00:05.000Z#1' },
      { pk: `CON#${me.uuid}`, sk: 'a-socket=', connected_at: '2026-03-01T12:00:00.000Z', expires_at: 1 },
      { pk: 'CLM#0123456789abcdef', sk: me.uuid },
      { pk: 'LOG#1', sk: 'of others' },
    ])
    const { stdout } = await runsIn(inNewYork, 'ddb:scan')
    const line = (words: string) => expect(stdout).toMatch(new RegExp(`^${words}$`, 'm'))
    line(`message +${me.handle} +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +Find me`)
    line(`membership +${me.uuid.slice(0, 8)} with \\S+ +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +not settled`)
    line(`user +${other.handle.slice(0, 20)}\\S* +${other.displayName}, by handle`)
    line(`pointer +2026-03-01 07:00 +to 2026-03-01T12:00:05\\.000Z#1`)
    line(`connection +${me.uuid.slice(0, 8)} +2026-03-01 07:00 +a-socket=`)
    line(`claim +${me.uuid.slice(0, 8)} +by the e-mail address with the hash 0123456789ab…`)
    line('other +LOG#1 of others')
  })

  describe('of a table with unknown items', () => {
    /** The output for a table with only this item. */
    const scans = async (item: Record<string, unknown>, ...flags: string[]) => {
      const { TABLE_NAME } = process.env
      process.env.TABLE_NAME = `cruddur-messages-test-${randomUUID().slice(0, 8)}`
      await runs('ddb:schema-load')
      await putItems([item])
      const answer = await runs('ddb:scan', ...flags)
      process.env.TABLE_NAME = TABLE_NAME
      expect(answer.stderr).toMatch(/^\n1 items? of /)
      return answer.stdout
    }

    test.each(['__proto__', 'constructor', 'LOG'])('shows an item of the kind %s', async (name) => {
      expect(await scans({ pk: `${name}#1`, sk: '1' })).toBe(
        `other       ${' '.repeat(28)}  ${' '.repeat(16)}  ${name}#1 1\n`,
      )
    })

    test('prints sets and binaries with --json, so that nothing is missing', async () => {
      const tags = new Set(['red', 'blue'])
      const [item] = parsed(await scans({ pk: 'SET#1', sk: '1', tags, raw: Buffer.from('raw') }, '--json'))
      expect(Object.values(item.tags).sort()).toEqual(['blue', 'red'])
      expect(Buffer.from(item.raw.data ?? item.raw, 'base64').toString()).toBe('raw')
    })

    test('prints numbers beyond the precision of JavaScript', async () => {
      const item = { pk: 'BIG#1', sk: '1', count: 12_345_678_901_234_567_890n }
      expect(await scans(item, '--json')).toContain('12345678901234567890')
      expect(await scans(item)).toContain('BIG#1 1')
    })
  })

  test('reports that its output cannot be written', async () => {
    await given.aGroup('x'.repeat(1000))
    const { AWS_ENDPOINT_URL_DYNAMODB = '', TABLE_NAME = '' } = process.env
    const file = join(mkdtempSync(join(tmpdir(), 'cruddur-full-')), 'items')
    // Limits files to one block, like a full disk.
    const line = `ulimit -f 1; exec node bin/cruddur.js ddb:scan --json > '${file}'`
    const { code, stderr } = await runCommand(['sh', '-c', line], {
      AWS_ENDPOINT_URL_DYNAMODB,
      TABLE_NAME,
    }).result()
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^\S.*\n$/)])
  })
})
