import { listGroupUuids, type Mended, rebuildGroup } from '../../src/repository/rebuild.ts'
import { type Command, print, say } from '../command.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTable } from '../target.ts'

const atOnce = 20

export const rebuildInbox: Command = {
  summary: 'bring inboxes in line with the messages; on a healthy table there is nothing to mend',
  usage: '[<group uuid>] [--dry-run] [--stage <stage>]',
  example: 'npm run ddb:rebuild-inbox -- --dry-run',
  options: { ...targetOptions, 'dry-run': { type: 'boolean' } },
  run: async (values, [only]) => {
    const tableName = useTable(values)
    const dryRun = values['dry-run'] === true
    const progress = startProgress('Conversations looked at:')
    let found = 0

    const rebuild = async (groupUuid: string) => {
      const mended = await rebuildGroup(groupUuid, { dryRun })
      progress.tick()
      found += mended.length
      for (const { userUuid, from, to } of mended) {
        print(`${dryRun ? 'wrong' : 'mended'}  group ${groupUuid}  user ${userUuid}  ${from} → ${to}`)
      }
      return mended
    }

    let batch: Promise<Mended[]>[] = []
    for await (const groupUuid of only ? [only] : listGroupUuids()) {
      batch.push(rebuild(groupUuid))
      if (batch.length < atOnce) continue
      await Promise.all(batch)
      batch = []
    }
    await Promise.all(batch)
    progress.end()
    say(
      found === 0
        ? `${tableName} is right: nothing to mend.`
        : `${found} rows ${dryRun ? 'are wrong' : 'mended'} in ${tableName}.`,
    )
  },
}
