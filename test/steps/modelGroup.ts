import { createNamedGroups } from '../../client/namedGroups.ts'
import { aWorld, type Tab } from './modelWorld.ts'

/* Ben is in a group of Ann's, and has it open in a tab, whose socket is open. */

export const anOpenGroup = async (settings: Parameters<typeof aWorld>[0] = {}) => {
  const world = aWorld(settings)
  const { server, ann, ben, passes, until, resolves } = world
  const cat = server.addPerson('Cat Cole')
  await passes(1000)
  const group = server.createGroup(ann, { title: 'Trip', user_uuids: [ben.uuid, cat.uuid] })
  await passes(5000)
  const open = (tab: Tab) => {
    const conversation = tab.conversation(group)
    conversation.open()
    return { tab, conversation, groups: createNamedGroups(tab.messenger) }
  }
  const opened = open(world.aTab())
  const { tab, conversation } = opened
  await until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  await passes(5000)
  return {
    ...world,
    ...opened,
    open,
    cat,
    group,
    texts: () => conversation.get().messages.map(({ message }) => message),
    row: () =>
      tab.messenger
        .inbox()
        .get()
        .groups.find(({ uuid }) => uuid === group),
    writes: async (sender: typeof ann, text: string) => {
      server.writeInto(sender, group, text)
      await passes(1000)
    },
    /** The code with which the promise is rejected. */
    codeOf: (promise: Promise<unknown>) =>
      resolves(
        promise.then(
          () => 'none',
          (error) => error.code,
        ),
      ),
  }
}
