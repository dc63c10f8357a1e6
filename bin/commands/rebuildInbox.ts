import { isUuid } from '../../src/domain/place.ts'
import { inParallel } from '../../src/inParallel.ts'
import { listGroupUuids, rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { type Command, CommandError } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

export const rebuildInbox: Command = {
  summary: 'bring inboxes in line with the messages; on a healthy table there is nothing to mend',
  usage: '[<group uuid>] [--dry-run] [--stage <stage>] [--yes <table name>]',
  example: 'npm run ddb:rebuild-inbox -- --dry-run',
  options: { ...targetOptions, ...confirmOptions, 'dry-run': { type: 'boolean' } },
  takes: 1,
  run: async (values, [only], io) => {
    const { print, say } = io
    if (only && !isUuid(only)) throw new CommandError(`"${only}" is no uuid of a conversation.`)
    const target = await useTarget(values)
    const { tableName } = target
    const dryRun = values['dry-run'] === true
    if (!dryRun) await confirm(`This sets rows of ${tableName} to what its messages say.`, target, values, io)
    const progress = startProgress(io, 'Conversations looked at:')
    let found = 0

    const rebuild = async (groupUuid: string) => {
      const mended = await rebuildGroup(groupUuid, { dryRun })
      progress.tick()
      found += mended.length
      for (const { userUuid, from, to } of mended) {
        print(`${dryRun ? 'wrong' : 'mended'}  group ${groupUuid}  user ${userUuid}  ${from} → ${to}`)
      }
    }

    await inParallel(only ? [only] : listGroupUuids(), rebuild)
    progress.end()
    say(
      found === 0
        ? `${tableName} is right: nothing to mend.`
        : `${found} rows ${dryRun ? 'are wrong' : 'mended'} in ${tableName}.`,
    )
  },
}
