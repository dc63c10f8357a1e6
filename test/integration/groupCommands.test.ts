import { describe, expect, test } from '@jest/globals'
import { rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { leftOf } from '../steps/erasures.ts'
import * as given from '../steps/given.ts'
import { adds, createsGroup, removes } from '../steps/groups.ts'
import { reacts, readsMessages } from '../steps/messageChanges.ts'
import { isHarmless, parsed } from '../steps/printed.ts'
import { runs } from '../steps/program.ts'
import { saysInto } from '../steps/safety.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

/** A group in which Ann and Bob have talked before Cy came. */
const aGroup = async (title = 'Été à la mer') => {
  const [ann, bob, cy] = await Promise.all([
    given.aUser({ displayName: 'Ann' }),
    given.aUser({ displayName: 'Bob' }),
    given.aUser({ displayName: 'Cy' }),
  ])
  const uuid = String((await createsGroup(ann, title, [bob])).body.uuid)
  await saysInto(ann, 'Shall we ask Cy?', uuid)
  await adds(bob, uuid, cy)
  const { body: hello } = await saysInto(cy, 'Hello \x1b[2J all', uuid)
  await reacts(bob, hello, '👋')
  return { ann, bob, cy, uuid }
}

describe('npm run ddb:get-conversation --group', () => {
  test('prints members, messages and events, found by a title without accents or by the uuid', async () => {
    const { ann, bob, cy, uuid } = await aGroup()
    const { code, stdout } = await runs('ddb:get-conversation', ann.handle, '--group', 'ete a la MER')
    expect(code).toBe(0)
    isHarmless(stdout)
    const [heading, , ...lines] = stdout.trimEnd().split('\n')
    expect(heading).toBe(`Été à la mer: ${ann.handle} (owner), ${bob.handle}, ${cy.handle}`)
    const width = Math.max(...[ann, bob, cy].map(({ handle }) => handle.length))
    const line = (handle: string, text: string) =>
      expect.stringMatching(new RegExp(`^\\d\\d:\\d\\d  ${handle.padEnd(width)}  ${text}$`))
    expect(lines).toEqual([
      line('', 'Ann created the group “Été à la mer”'),
      line(ann.handle, 'Shall we ask Cy\\?'),
      line('', 'Bob added Cy'),
      line(cy.handle, 'Hello ␛\\[2J all'),
      `${' '.repeat('12:00  '.length + width + 2)}👋 ${bob.handle}`,
    ])
    expect((await runs('ddb:get-conversation', ann.handle, '--group', uuid.toUpperCase())).stdout).toBe(
      stdout,
    )
  })

  test.each([[], ['--since', '2020-01-01'], ['--limit', '2']])(
    'prints only what the member can read, with --json as the API returns it: %j %j',
    async (...period) => {
      const { cy, uuid } = await aGroup()
      const { stdout } = await runs('ddb:get-conversation', cy.handle, '--group', uuid, '--json', ...period)
      expect(parsed(stdout)).toEqual(await readsMessages(cy, uuid))
      expect(stdout).not.toContain('Shall we ask Cy?')
    },
  )

  test('asks for the uuid if the user is in several groups with this title', async () => {
    const [ann, bob] = await Promise.all([given.aUser(), given.aUser()])
    const groups = [await createsGroup(ann, 'Book club', [bob]), await createsGroup(ann, 'Book Club', [bob])]
    const { code, stdout, stderr } = await runs('ddb:get-conversation', ann.handle, '--group', 'book club')
    expect([code, stdout]).toEqual([1, ''])
    for (const { body } of groups) expect(stderr).toContain(`\n  ${body.uuid}  2 members`)
  })

  test('refuses a group that the user is not in, or has left, and a user beside a group', async () => {
    const { ann, cy, uuid } = await aGroup()
    await removes(cy, uuid, cy)
    expect(await runs('ddb:get-conversation', cy.handle, '--group', uuid)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${cy.handle} is not in a group with this title or uuid: ${uuid}\n`,
    })
    const both = ['ddb:get-conversation', ann.handle, cy.handle, '--group', uuid]
    expect(await runs(...both)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'Pass another user or --group, not both.\n',
    })
  })
})

test('ddb:list-conversations prints the title of a group and the sender, ddb:scan the group and its rows', async () => {
  const { ann, bob, cy, uuid } = await aGroup('Trip')
  const { stdout: listed } = await runs('ddb:list-conversations', ann.handle)
  expect(listed).toMatch(new RegExp(`  Trip +1 unread +${cy.handle}: Hello`))
  await removes(ann, uuid, bob)
  expect((await runs('ddb:list-conversations', cy.handle)).stdout).toMatch(/ {2}Trip +Ann removed Bob\n$/)
  const { stdout } = await runs('ddb:scan')
  const line = (words: string) => expect(stdout).toMatch(new RegExp(`^${words}$`, 'm'))
  line(`group +${uuid.slice(0, 8)} .* Trip: 2 members, version 3`)
  line(`membership +${ann.uuid.slice(0, 8)} in Trip .* not settled`)
  line(`membership +${bob.uuid.slice(0, 8)} .* left the group`)
  line(`message +${ann.handle} .* Ann removed Bob`)
})

/** Ann, who has left the group that she created, and removed somebody before. She is in another one, too. */
const aFormerOwner = async (displayName: string) => {
  const [ann, bob, cy] = await Promise.all([
    given.aUser({ displayName }),
    given.aUser({ displayName: 'Bob' }),
    given.aUser({ displayName: 'Cy' }),
  ])
  const former = String((await createsGroup(ann, 'Former', [bob, cy])).body.uuid)
  await saysInto(ann, `an old text of ${displayName}`, former)
  await saysInto(bob, 'a text of his', former)
  await removes(ann, former, cy)
  await removes(ann, former, ann)
  const current = String((await createsGroup(bob, 'Current', [cy])).body.uuid)
  await adds(bob, current, ann)
  const { body: said } = await saysInto(bob, 'another text of his', current)
  await reacts(ann, said, '👋')
  await saysInto(ann, `a new text of ${displayName}`, current)
  return { ann, bob, cy, former, current, said }
}

test('users:export prints what somebody wrote and did in groups, also in those that they have left', async () => {
  const { ann, former, current, said } = await aFormerOwner('Ann')
  const { code, stdout } = await runs('users:export', ann.handle)
  expect(code).toBe(0)
  const { conversations, former_groups } = JSON.parse(stdout)
  const messages = (...texts: string[]) => texts.map((message) => expect.objectContaining({ message }))
  expect(conversations).toEqual([
    {
      message_group_uuid: current,
      title: 'Current',
      joined_at: expect.stringMatching(/Z$/),
      is_owner: false,
      list: 'inbox',
      muted_until: null,
      is_marked_unread: false,
      read_up_to: expect.stringMatching(/Z$/),
      messages: messages('a new text of Ann'),
      reactions: [{ message_uuid: said.uuid, emoji: '👋' }],
      events: messages('Bob added Ann'),
    },
  ])
  expect(former_groups).toEqual([
    {
      message_group_uuid: former,
      messages: messages('an old text of Ann'),
      reactions: [],
      events: messages(
        'Ann created the group “Former”',
        'Ann removed Cy',
        'Ann left',
        'Bob is the owner now',
      ),
    },
  ])
  expect(stdout).not.toContain('text of his')
})

test('users:erase removes somebody from their groups, with their texts, reactions and name', async () => {
  const { ann, bob, former, current } = await aFormerOwner('Unmistakable')
  const { code, stdout } = await runs('users:erase', ann.handle, '--wait', '0')
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { erased: ann.uuid, conversations: 2, messages: 2, reactions: 1 },
  ])
  const textsIn = async (groupUuid: string) =>
    (await readsMessages(bob, groupUuid)).map(({ message }: { message: string }) => message)
  expect(await textsIn(former)).toEqual([
    'Deleted user created the group “Former”',
    '',
    'a text of his',
    'Deleted user removed Cy',
    'Deleted user left',
    'Bob is the owner now',
  ])
  expect(await textsIn(current)).toEqual([
    'Bob created the group “Current”',
    'Bob added Deleted user',
    'another text of his',
    '',
    'Deleted user left',
  ])
  for (const groupUuid of [former, current]) await rebuildGroup(groupUuid)
  expect(await leftOf([ann.handle, 'Unmistakable', ann.uuid])).toEqual([
    expect.stringContaining(`USR#${ann.uuid}`),
  ])
})
