import type { ListName, MembershipChange } from '../../client/types.ts'
import { aWorld } from './modelWorld.ts'

/** The frames about changes of lists are lost. */
export const withoutGroup = ({ type }: { type: string }) => (type === 'group' ? [] : [10])

/** Ben has a conversation with Ann, which he has not opened, and the lists on the screen. */
export const aListedChat = async ({
  isRequest = false,
  ...settings
}: Parameters<typeof aWorld>[0] & { isRequest?: boolean } = {}) => {
  const world = aWorld(settings)
  const { server, ben, ann } = world
  if (isRequest) server.changeSettings(ben, { strangers: 'requests' })
  const group = await world.aChat()
  const open = () => {
    const tab = world.aTab()
    const list = (name: ListName) => tab.messenger.inbox(name).get()
    const names: ListName[] = ['inbox', 'request', 'archived', 'blocked']
    for (const name of names) list(name)
    return {
      ...tab,
      list,
      /** The names of the lists that have the conversation. */
      where: () => names.filter((name) => list(name).groups.some(({ uuid }) => uuid === group)),
      row: () => names.flatMap((name) => list(name).groups).find(({ uuid }) => uuid === group),
      unread: () => tab.messenger.unread.get(),
    }
  }
  const tab = open()
  await world.until(() => tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  const changes = (change: MembershipChange) => server.changeMembership(ben, group, change)
  const annWrites = async (text: string) => {
    server.write(ann, ben, text)
    await world.passes(1000)
  }
  return { ...world, group, tab, open, conversation: tab.conversation(group), changes, annWrites }
}
