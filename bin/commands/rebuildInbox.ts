import { isUuid } from '../../src/domain/place.ts'
import { inParallel } from '../../src/inParallel.ts'
import { listGroupUuids, rebuildGroup } from '../../src/repository/admin/rebuildInbox.ts'
import { type Command, CommandError, dryRunOption } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

export const rebuildInbox: Command = {
  summary:
    'Repair inboxes that do not show the newest message of a conversation, or not the title or members of a group',
  arguments: [{ name: 'group uuid', description: 'A single conversation (default: all)', isOptional: true }],
  options: { ...dryRunOption, ...targetOptions, ...confirmOptions },
  example: 'npm run ddb:rebuild-inbox -- --dry-run',
  run: async (values, [onlyGroup], io) => {
    const { writeStdout, writeStderr } = io
    if (onlyGroup && !isUuid(onlyGroup)) throw new CommandError(`Not a valid group uuid: ${onlyGroup}`)
    const target = await useTarget(values)
    const { tableName } = target
    const isDryRun = values['dry-run'] === true
    if (!isDryRun) await confirm(`This updates memberships in ${tableName}.`, target, values, io)
    const progress = startProgress(io, 'Conversations checked:')
    let count = 0

    const rebuild = async (groupUuid: string) => {
      const repairs = await rebuildGroup(groupUuid, { dryRun: isDryRun })
      progress.tick()
      count += repairs.length
      for (const { userUuid, what } of repairs) {
        const outcome = isDryRun ? 'would be repaired' : 'repaired'
        writeStdout(`${outcome}  group ${groupUuid}  user ${userUuid}  ${what}`)
      }
    }

    await inParallel(onlyGroup ? [onlyGroup] : listGroupUuids(), rebuild)
    progress.end()
    writeStderr(
      count === 0
        ? `All memberships in ${tableName} are up to date.`
        : `${count} memberships ${isDryRun ? 'would be repaired' : 'repaired'} in ${tableName}.`,
    )
  },
}
