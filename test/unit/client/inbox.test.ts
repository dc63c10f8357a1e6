import { describe, expect, test } from '@jest/globals'
import { aWorld } from '../../steps/modelWorld.ts'

/* The list of conversations, page by page. */

const people = ['Cat Cole', 'Dan Dale', 'Eve East', 'Flo Ford', 'Gil Gray', 'Hal Hope', 'Ida Ivy']
const newestFirst = people.map((name) => name.toLowerCase().replace(' ', '_')).reverse()

/** Ben has conversations with Ann, whose is the oldest, and with these people, of which three are on a page. */
const aLongList = async () => {
  const world = aWorld({ pageSize: 3 })
  const group = await world.aChat(world.ann, world.ben, 'one', 'two', 'three')
  for (const name of people) {
    await world.passes(10 * 60_000)
    await world.aChat(world.server.addPerson(name))
  }
  const tab = world.aTab()
  const inbox = tab.messenger.inbox()
  await world.until(() => inbox.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  const handles = () => inbox.get().groups.map(({ handle }) => handle)
  return { ...world, group, tab, inbox, handles }
}

describe('the list of conversations', () => {
  test('is loaded page by page, newest first', async () => {
    const { inbox, handles, resolves } = await aLongList()
    expect([handles(), inbox.get().hasMore]).toEqual([newestFirst.slice(0, 3), true])
    await resolves(inbox.loadMore())
    expect([handles(), inbox.get().hasMore]).toEqual([newestFirst.slice(0, 6), true])
    await resolves(inbox.loadMore())
    expect([handles(), inbox.get().hasMore]).toEqual([[...newestFirst, 'ann_abel'], false])
    await resolves(inbox.loadMore())
    expect(handles()).toEqual([...newestFirst, 'ann_abel'])
  })

  test('goes on after its cursor has expired', async () => {
    const { network, inbox, handles, resolves } = await aLongList()
    network.fail(/cursor=/, { status: 400, code: 'cursor_invalid' })
    await resolves(inbox.loadMore())
    expect([handles(), inbox.get().error]).toEqual([newestFirst.slice(0, 6), undefined])
  })

  test('has the error of a page that could not be loaded, and the page when it is loaded again', async () => {
    const { network, inbox, handles, resolves } = await aLongList()
    network.fail(/cursor=/, { status: 503, code: 'internal_error' })
    const code = await resolves(inbox.loadMore().catch((error) => error.code))
    expect([code, inbox.get().error?.code, handles().length]).toEqual(['internal_error', 'internal_error', 3])
    await resolves(inbox.loadMore())
    expect([inbox.get().error, handles().length]).toEqual([undefined, 6])
  })

  test('gets a conversation of another page when a message arrives in it, with what is unread', async () => {
    const { server, ann, ben, passes, inbox, handles, tab } = await aLongList()
    expect(tab.messenger.unread.get().conversations).toBe(8)
    server.write(ann, ben, 'four')
    await passes(1000)
    expect(handles()).toEqual(['ann_abel', ...newestFirst.slice(0, 3)])
    expect(inbox.get().groups[0]?.unread_count).toBe(4)
    expect(tab.messenger.unread.get().conversations).toBe(8)
  })

  test('gets a new conversation when its first message arrives', async () => {
    const { server, ben, passes, inbox } = await aLongList()
    server.write(server.addPerson('Joe Jay'), ben, 'Hi')
    await passes(1000)
    expect(inbox.get().groups[0]).toMatchObject({ handle: 'joe_jay', message: 'Hi', unread_count: 1 })
  })

  test('has what changed during a gap, also if that is more than a page', async () => {
    const { server, ben, device, passes, resolves, inbox, handles } = await aLongList()
    await resolves(inbox.loadMore())
    device.setOnline(false)
    for (const handle of newestFirst.slice(1, 6)) {
      const sender = server.findPerson(handle)
      if (sender) server.write(sender, ben, 'missed')
      await passes(5 * 60_000)
    }
    device.setOnline(true)
    await passes(10_000)
    const expected = [...newestFirst.slice(1, 6).reverse(), newestFirst[0]]
    expect(handles().slice(0, 6)).toEqual(expected)
    expect(
      inbox
        .get()
        .groups.slice(0, 5)
        .map(({ message }) => message),
    ).toEqual(Array(5).fill('missed'))
  })

  test('loses a conversation that has gone during a gap', async () => {
    const { server, ben, group, device, passes, resolves, inbox, handles } = await aLongList()
    await resolves(inbox.loadMore())
    const gone = server.membershipsOf(ben.uuid)[1]?.groupUuid ?? ''
    expect(gone).not.toBe(group)
    device.setOnline(false)
    server.removeMembership(ben, gone)
    await passes(60_000)
    device.setOnline(true)
    await passes(10_000)
    expect(handles()).toEqual(newestFirst.slice(0, 7).filter((handle) => handle !== newestFirst[1]))
  })
})
