import { inParallel } from '../../src/inParallel.ts'
import { forgetConnections, listConnections } from '../../src/repository/connections.ts'
import { eraseFromGroup, eraseLimits, readMemberships } from '../../src/repository/person.ts'
import { removeUser } from '../../src/repository/users.ts'
import { type Command, Complaint, print, say } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { personCalled } from '../people.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

export const eraseUser: Command = {
  summary:
    'take somebody out: their profile, their sockets, their inbox; what they wrote loses its author and its text',
  usage: '<handle> [--stage <stage>] [--yes <table name>]',
  example: 'npm run users:erase -- bayko',
  notes: [
    'Disable or delete them in the user pool first, so that they write no more meanwhile.',
    'The others keep their conversations, with a "Deleted user" in them. The profile goes last: what was interrupted can be done again.',
  ].join('\n'),
  takes: 1,
  options: { ...targetOptions, ...confirmOptions },
  run: async (values, [handle]) => {
    if (!handle) throw new Complaint('Whom? For example: npm run users:erase -- bayko')
    const target = await useTarget(values)
    const user = await personCalled(handle)
    await confirm(
      `This erases ${user.handle} (${user.displayName}) from ${target.tableName}.`,
      target,
      values,
    )

    let conversations = 0
    let messages = 0
    const progress = startProgress('Conversations:')
    await inParallel(readMemberships(user.uuid), async (membership) => {
      const count = await eraseFromGroup(membership)
      messages += count
      conversations += 1
      progress.tick()
    })
    progress.end()
    const connections = await listConnections(user.uuid, { consistent: true })
    await forgetConnections(connections)
    await eraseLimits(user.uuid)
    await removeUser(user)
    print(JSON.stringify({ erased: user.uuid, conversations, messages, connections: connections.length }))
    if (user.cognitoUserId) say(`In the user pool they are ${user.cognitoUserId}: delete them there too.`)
  },
}
