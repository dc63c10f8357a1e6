import { restoreUser as restore } from '../../src/repository/admin/suspension.ts'
import type { Command } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { findUser } from '../findUser.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

export const restoreUser: Command = {
  summary: 'End the suspension of an account',
  arguments: [{ name: 'handle', description: 'The user' }],
  options: { ...targetOptions, ...confirmOptions },
  notes: 'To complete it after an interruption, run the command again.',
  example: 'npm run users:restore -- bayko',
  run: async (values, [handle = ''], io) => {
    const target = await useTarget(values)
    const user = await findUser(handle)
    const warning = `This ends the suspension of ${user.handle} (${user.displayName}) in ${target.tableName}.`
    await confirm(warning, target, values, io)
    const progress = startProgress(io, 'Conversations:')
    const { conversations } = await restore(user.uuid, () => progress.tick())
    progress.end()
    if (!user.suspendedAt) io.writeStderr(`${user.handle} was not suspended.`)
    io.writeStdout(JSON.stringify({ restored: user.uuid, conversations }))
  },
}
