import { setTimeout as sleep } from 'node:timers/promises'
import { isUuid, reachMs } from '../../src/domain/place.ts'
import { handleFrom } from '../../src/domain/user.ts'
import { eraseUser as erase, findErasable } from '../../src/repository/admin/erasure.ts'
import { type Command, CommandError, type Values } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

const secondsOf = (wait: Values[string]): number => {
  if (wait === undefined) return reachMs / 1000
  if (!/^\d{1,3}$/.test(String(wait))) throw new CommandError(`Not a number of seconds: --wait ${wait}`)
  return Number(wait)
}

export const eraseUser: Command = {
  summary:
    "erase a user: profile, inbox, sockets; the other people's conversations keep their messages without author and text",
  usage: '<handle or uuid> [--wait <seconds>] [--stage <stage>] [--yes <table name>]',
  example: 'npm run users:erase -- bayko',
  notes: [
    'Delete the user in the user pool as well: this command does not change the pool.',
    'An erasure that was interrupted is completed by running the command again; once the handle is free, with the uuid.',
    `--wait   how long to wait for requests that are under way before redacting; ${reachMs / 1000} if not given`,
  ].join('\n'),
  takes: 1,
  options: { ...targetOptions, ...confirmOptions, wait: { type: 'string' } },
  run: async (values, [whom], io) => {
    const { print, say } = io
    if (!whom) throw new CommandError('Whom? For example: npm run users:erase -- bayko')
    const seconds = secondsOf(values.wait)
    const target = await useTarget(values)
    const user = await findErasable(isUuid(whom.toLowerCase()) ? whom.toLowerCase() : handleFrom(whom))
    if (!user) throw new CommandError(`There is no user "${whom}" in ${target.tableName}.`)
    const { uuid, handle, displayName, cognitoUserId } = user
    await confirm(
      `This erases ${handle ?? uuid} (${displayName ?? 'erasure has begun'}) from ${target.tableName}.`,
      target,
      values,
      io,
    )
    say(`If this is interrupted, complete it with: npm run users:erase -- ${uuid}`)

    const progress = startProgress(io, 'Conversations:')
    const erased = await erase(user, {
      wait: () => {
        if (seconds > 0) say(`Waiting ${seconds} seconds for requests that are under way.`)
        return sleep(seconds * 1000)
      },
      onConversation: () => progress.tick(),
    })
    progress.end()
    print(JSON.stringify({ erased: uuid, ...erased }))
    if (cognitoUserId) say(`In the user pool they are ${cognitoUserId}: delete them there too.`)
  },
}
