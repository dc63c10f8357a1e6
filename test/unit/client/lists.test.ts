import { describe, expect, test } from '@jest/globals'
import { aListedChat } from '../../steps/modelListedChat.ts'

/* The lists of conversations, on one of several devices. */

describe('a list', () => {
  test('is loaded when it is asked for, with its error if it cannot be', async () => {
    const { server, ben, group, aTab, network, passes, until } = await aListedChat()
    server.changeMembership(ben, group, { is_archived: true })
    const { messenger } = aTab()
    await until(() => messenger.status.get().connection === 'live')
    await passes(5000)
    network.fail(/state=archived/, { status: 503, code: 'internal_error' })
    const archived = messenger.inbox('archived')
    expect(archived.get().isLoaded).toBe(false)
    await until(() => archived.get().error !== undefined)
    await passes(10_000)
    expect(archived.get()).toMatchObject({ isLoaded: true, error: undefined, groups: [{ uuid: group }] })
  })

  test('is right after a gap, also if conversations have moved below its first page', async () => {
    const { server, ben, device, tab, passes, changes, resolves } = await aListedChat({ pageSize: 2 })
    for (const name of ['Cat Cole', 'Dan Dale', 'Eve East', 'Flo Ford']) {
      await passes(10 * 60_000)
      server.write(server.addPerson(name), ben, 'Hello')
    }
    await passes(5000)
    const inbox = tab.messenger.inbox()
    while (inbox.get().hasMore) await resolves(inbox.loadMore())
    expect(tab.where()).toEqual(['inbox'])
    device.setOnline(false)
    changes({ is_archived: true })
    await passes(60_000)
    device.setOnline(true)
    await passes(10_000)
    expect([tab.where(), tab.list('inbox').groups.length]).toEqual([['archived'], 4])
  })
})

test('a conversation that was archived during a gap leaves the end of the list, too', async () => {
  const { server, ben, ann, device, aTab, passes, changes, resolves } = await aListedChat({ pageSize: 2 })
  const add = async (name: string) => {
    server.write(server.addPerson(name), ben, 'Hello')
    await passes(60_000)
  }
  for (const name of ['Cat Cole', 'Dan Dale']) await add(name)
  server.write(ann, ben, 'Again')
  await passes(60_000)
  await add('Eve East')
  const inbox = aTab().messenger.inbox()
  await passes(10_000)
  const handles = () => inbox.get().groups.map(({ handle }) => handle)
  expect([handles(), inbox.get().hasMore]).toEqual([['eve_east', 'ann_abel'], true])
  device.setOnline(false)
  changes({ is_archived: true })
  await passes(1000)
  device.setOnline(true)
  await passes(10_000)
  expect(handles()).toEqual(['eve_east', 'dan_dale'])
  await resolves(inbox.loadMore())
  expect(handles()).toEqual(['eve_east', 'dan_dale', 'cat_cole'])
})

test.each(['archived', 'blocked'])(
  'a conversation that is %s is found by the handle of the other person',
  async (list) => {
    const { server, ben, ann, changes, group, aTab, until, passes } = await aListedChat()
    if (list === 'blocked') server.block(ben, ann.uuid)
    else changes({ is_archived: true })
    const [early, late] = [aTab(), aTab()].map((tab) => tab.conversation(`@${ann.handle}`))
    early?.open()
    await passes(5000)
    late?.open()
    await until(() => [early, late].every((one) => one?.get().uuid === group && one.get().isLoaded))
  },
)

test('a conversation that has not begun cannot be changed', async () => {
  const { tab } = await aListedChat()
  const code = await tab
    .conversation('@cat_cole')
    .update({ is_archived: true })
    .catch((error) => error.code)
  expect(code).toBe('message_group_not_found')
})
