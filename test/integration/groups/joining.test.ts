import { describe, expect, test } from '@jest/globals'
import { placeCursorText } from '../../../src/domain/paging.ts'
import { placeOf, timeOfUuid } from '../../../src/domain/place.ts'
import * as given from '../../steps/given.ts'
import { type AGroup, adds, aNamedGroup, leaves, listsMembers, people } from '../../steps/groups.ts'
import { deletes, edits, linkOf, reacts, readsMessages, replies } from '../../steps/messageChanges.ts'
import { reports, storedOf } from '../../steps/reported.ts'
import { changes, marksRead, opensGroup, readsList, saysInto } from '../../steps/safety.ts'
import * as then from '../../steps/then.ts'
import { calls, nextPageOf } from '../../steps/when.ts'

given.anEngine({ hasStream: false })
given.aWorkQueue()

type Caller = { token: string }
type Said = { uuid: string; message: string; message_group_uuid: string }

const textsOf = (messages: Said[]) => messages.map(({ message }) => message)

/** Messages that were sent before somebody joins: one by Ann, and one by Bob. */
const aGroupWithSecrets = async () => {
  const group = await aNamedGroup()
  const { ann, bob, uuid } = group
  const { body: secret } = await saysInto(ann, 'A secret of Ann', uuid)
  const { body: other } = await saysInto(bob, 'A secret of Bob', uuid)
  return { ...group, secret: secret as Said, other: other as Said }
}

type Secrets = Awaited<ReturnType<typeof aGroupWithSecrets>>

const aNewcomer = async (): Promise<Secrets & { dee: AGroup['ann'] }> => {
  const group = await aGroupWithSecrets()
  const [dee] = await people('Dee')
  await adds(group.ann, group.uuid, dee)
  return { ...group, dee }
}

/** Somebody who has left, and was added again. */
const aReturner = async (): Promise<Secrets & { dee: AGroup['ann'] }> => {
  const group = await aGroupWithSecrets()
  await leaves(group.bob, group.uuid)
  await adds(group.ann, group.uuid, group.bob)
  return { ...group, dee: { ...group.bob, displayName: 'Bob' } }
}

/** All pages that begin with this one, and the texts of their cursors. */
const readsOn = async (as: Caller, target: string) => {
  const messages: Said[] = []
  const cursors: string[] = []
  for (let next: string | undefined = target; next; ) {
    const page = await calls('GET', next, { as })
    expect([next, page.status]).toEqual([next, 200])
    messages.push(...page.body)
    cursors.push(page.headers.get('link') ?? '')
    next = nextPageOf(page)
  }
  return { messages, cursors }
}

const relations = ['before', 'after', 'around', 'since']

describe.each([
  ['a new member', aNewcomer],
  ['a member who was there before', aReturner],
])('%s', (_, situation) => {
  test('sees only what was sent after joining, on every page', async () => {
    const { ann, dee, uuid } = await situation()
    for (const text of ['one', 'two', 'three']) await saysInto(ann, text, uuid)
    const { messages } = await readsOn(dee, `/api/messages/${uuid}?limit=2`)
    expect(textsOf(messages).toSorted()).toEqual(
      [`Ann added ${dee.displayName}`, 'one', 'three', 'two'].toSorted(),
    )
  })

  test.each(relations)('sees nothing older with the uuid of an older message in `%s`', async (relation) => {
    const { ann, dee, uuid, secret } = await situation()
    await saysInto(ann, 'later', uuid)
    const { messages } = await readsOn(dee, `/api/messages/${uuid}?${relation}=${secret.uuid}`)
    expect(textsOf(messages)).toEqual(relation === 'before' ? [] : [`Ann added ${dee.displayName}`, 'later'])
  })

  test.each(relations)('sees nothing older with a cursor of an older page in `%s`', async (relation) => {
    const { ann, dee, uuid, secret } = await situation()
    await edits(ann, secret, 'An edited secret')
    const place = placeOf(timeOfUuid(secret.uuid) - 1, secret.uuid)
    const cursors = [
      placeCursorText({ place }),
      placeCursorText({ place, completeUntil: place }),
      placeCursorText({ place, completeUntil: place, changedFrom: `${place.slice(0, 24)}#${place}` }),
    ]
    for (const cursor of cursors) {
      const page = await calls('GET', `/api/messages/${uuid}?${relation}=${cursor}`, { as: dee })
      const texts = page.status === 200 ? textsOf(page.body) : []
      expect(texts.filter((text) => text.includes('secret'))).toEqual([])
    }
  })

  test('does not catch up with changes of older messages, and no cursor names them', async () => {
    const { ann, dee, uuid, secret } = await situation()
    const anns = linkOf(await calls('GET', `/api/messages/${uuid}`, { as: ann }), 'since') ?? ''
    for (const text of ['a', 'b', 'c']) await edits(ann, secret, `An edited secret ${text}`)
    for (const text of ['one', 'two', 'three']) await saysInto(ann, text, uuid)
    const begun = (await readsMessages(dee, uuid))[0] as Said
    const pages = [
      await readsOn(dee, `/api/messages/${uuid}?since=${begun.uuid}&limit=1`),
      await readsOn(dee, anns),
    ]
    for (const { messages } of pages) {
      expect(messages.length).toBeGreaterThan(1)
      expect(textsOf(messages).filter((text) => text.includes('secret'))).toEqual([])
    }
    const cursors = pages.flatMap((page) => page.cursors).flatMap((link) => link.match(/[\w-]{20,}/g) ?? [])
    const decoded = cursors.map((text) => Buffer.from(text, 'base64url').toString())
    expect(decoded.some((text) => text.includes(begun.uuid))).toBe(true)
    expect(decoded.filter((text) => text.includes(secret.uuid))).toEqual([])
  })

  test('finds nothing older by searching', async () => {
    const { ann, dee, uuid } = await situation()
    const { body: said } = await saysInto(ann, 'No secret any more', uuid)
    const { messages } = await readsOn(dee, `/api/messages/${uuid}/search?q=secret`)
    expect(messages.map((message) => message.uuid)).toEqual([said.uuid])
  })

  test('does not see what a reply quotes if that is older', async () => {
    const { ann, dee, uuid, secret } = await situation()
    const { body: reply } = await replies(ann, secret, 'As I said')
    expect(reply.reply_to).toMatchObject({ message: 'A secret of Ann' })
    const messages = await readsMessages(dee, uuid)
    expect(messages.at(-1)).toMatchObject({
      message: 'As I said',
      reply_to: { uuid: secret.uuid, is_available: false },
    })
    const { body: reacted } = await reacts(dee, reply, '👍')
    expect(reacted.reply_to).toEqual({ uuid: secret.uuid, is_available: false })
  })

  test('cannot reply to, react to, edit, delete, report or read an older message', async () => {
    const { dee, uuid, secret, other } = await situation()
    then.isRefused(await replies(dee, secret, 'hi'), 422, 'reply_to_invalid')
    for (const answer of [
      await reacts(dee, secret, '👍'),
      await edits(dee, other, 'edited'), // the returner's own
      await deletes(dee, other),
      await reports(dee, uuid, secret.uuid),
      await marksRead(dee, uuid, secret.uuid),
    ])
      then.isRefused(answer, 404, 'message_not_found')
  })

  test('reports no older message beside another one', async () => {
    const { ann, dee, uuid } = await situation()
    const { body: said } = await saysInto(ann, 'Something bad', uuid)
    expect((await reports(dee, uuid, said.uuid)).status).toBe(200)
    const { messages } = (await storedOf(said.uuid)) as { messages: Said[] }
    expect(textsOf(messages)).toEqual([`Ann added ${dee.displayName}`, 'Something bad'])
  })

  test('does not learn from the list of members which older message somebody has read', async () => {
    const { ann, cy, dee, uuid, other } = await situation()
    await marksRead(cy, uuid, other.uuid)
    const seenBy = async (as: Caller) => {
      const { body } = await listsMembers(as, uuid)
      return body.find((member: { uuid: string }) => member.uuid === cy.uuid).seen
    }
    expect(await seenBy(ann)).toMatchObject({ message_uuid: other.uuid })
    expect(await seenBy(dee)).toBeNull()
    const { body: said } = await saysInto(ann, 'later', uuid)
    await marksRead(cy, uuid, said.uuid)
    expect(await seenBy(dee)).toMatchObject({ message_uuid: said.uuid })
  })

  test('has a row that shows the joining, with nothing unread before it', async () => {
    const { ann, dee, uuid } = await situation()
    const [row] = await readsList(dee)
    expect(row).toMatchObject({ message: `Ann added ${dee.displayName}`, unread_count: 0, state: 'inbox' })
    await saysInto(ann, 'later', uuid)
    expect(await opensGroup(dee, uuid)).toMatchObject({ message: 'later', unread_count: 1 })
  })
})

test('a member who returns has a new row with a higher revision, and without the settings of the old one', async () => {
  const { ann, bob, uuid } = await aNamedGroup()
  const { body: before } = await changes(bob, uuid, {
    muted_until: '2999-01-01T00:00:00.000Z',
    is_marked_unread: true,
  })
  await leaves(bob, uuid)
  await adds(ann, uuid, bob)
  const after = await opensGroup(bob, uuid)
  expect(after).toMatchObject({ muted_until: null, is_marked_unread: false, unread_count: 0 })
  expect(after.revision).toBeGreaterThan(before.revision)
})
