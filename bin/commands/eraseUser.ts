import { setTimeout as sleep } from 'node:timers/promises'
import { isUuid, reachMs } from '../../src/domain/place.ts'
import { handleFrom } from '../../src/domain/user.ts'
import { findErasable } from '../../src/repository/erasure/user.ts'
import { type Command, CommandError, type Values } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { eraseAtOnce } from '../eraseAtOnce.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

const defaultSeconds = reachMs / 1000

const secondsFrom = (wait: Values[string]): number => {
  if (wait === undefined) return defaultSeconds
  if (!/^\d{1,3}$/.test(String(wait)))
    throw new CommandError(`--wait must be a number of seconds, not ${wait}`)
  return Number(wait)
}

export const eraseUser: Command = {
  summary: 'Erase a user: the profile, the inbox, author and text of their messages, and their reactions',
  arguments: [{ name: 'handle or uuid', description: 'The user' }],
  options: {
    wait: {
      value: 'seconds',
      description: `How long to wait for requests in flight (default: ${defaultSeconds})`,
    },
    ...targetOptions,
    ...confirmOptions,
  },
  notes: [
    'To complete an interrupted erasure, run the command again. Once the handle is free, pass the uuid.',
    'Does not change the user pool: delete the account there as well.',
  ].join('\n'),
  example: 'npm run users:erase -- bayko',
  run: async (values, [handleOrUuid = ''], io) => {
    const { writeStdout, writeStderr } = io
    const seconds = secondsFrom(values.wait)
    const target = await useTarget(values)
    const lowerCase = handleOrUuid.toLowerCase()
    const user = await findErasable(isUuid(lowerCase) ? lowerCase : handleFrom(handleOrUuid))
    if (!user) throw new CommandError(`No such user in ${target.tableName}: ${handleOrUuid}`)
    const { uuid, handle, displayName, cognitoUserId } = user
    await confirm(
      `This erases ${handle ?? uuid} (${displayName ?? 'already partly erased'}) from ${target.tableName}.`,
      target,
      values,
      io,
    )
    writeStderr(`If this is interrupted, complete it with: npm run users:erase -- ${uuid}`)

    const progress = startProgress(io, 'Conversations:')
    const erased = await eraseAtOnce(uuid, {
      wait: () => {
        if (seconds > 0) writeStderr(`Waiting ${seconds} seconds for requests in flight.`)
        return sleep(seconds * 1000)
      },
      onConversation: () => progress.tick(),
    })
    progress.end()
    writeStdout(JSON.stringify({ erased: uuid, ...erased }))
    if (cognitoUserId) writeStderr(`Also delete the account in the user pool: ${cognitoUserId}`)
  },
}
