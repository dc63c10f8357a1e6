import { suspendUser as suspend } from '../../src/repository/admin/suspension.ts'
import { closeSockets } from '../closeSockets.ts'
import type { Command } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { findUser } from '../findUser.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

export const suspendUser: Command = {
  summary: 'Suspend an account: it can neither write nor read, and nobody can write to it',
  arguments: [{ name: 'handle', description: 'The user' }],
  options: { ...targetOptions, ...confirmOptions },
  notes: [
    'Ends access to conversations at once, and everything else within a minute. Closes open sockets.',
    'To complete an interrupted suspension, run the command again. "npm run users:restore" ends it.',
  ].join('\n'),
  example: 'npm run users:suspend -- bayko',
  run: async (values, [handle = ''], io) => {
    const target = await useTarget(values)
    const found = await findUser(handle)
    const warning = `This suspends ${found.handle} (${found.displayName}) in ${target.tableName}.`
    await confirm(warning, target, values, io)
    const progress = startProgress(io, 'Conversations:')
    const { user, conversations } = await suspend(found.uuid, Date.now(), () => progress.tick())
    progress.end()
    const connections = await closeSockets(found.uuid, target, io)
    const { uuid, suspendedAt: suspended_at } = user
    io.writeStdout(JSON.stringify({ suspended: uuid, suspended_at, conversations, connections }))
  },
}
