import { createMissingIndexes } from '../../resources/table.ts'
import { addDirectoryEntries, addListKeys } from '../../src/repository/admin/upgrade.ts'
import { client } from '../../src/repository/client.ts'
import type { Command } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { startProgress } from '../progress.ts'
import { targetOptions, useTarget } from '../target.ts'

export const upgrade: Command = {
  summary: 'Upgrade a table of an earlier version in place',
  options: { ...targetOptions, ...confirmOptions },
  notes:
    'Adds memberships to the index of lists, and users to the directory in which people are found. The stack can run meanwhile, and the command can be repeated. The deployment of a stage creates the index: see docs/operations.md.',
  example: 'npm run ddb:upgrade',
  run: async (values, _, io) => {
    const target = await useTarget(values)
    const { tableName, stage } = target
    await confirm(
      `This updates memberships and adds users to the directory in ${tableName}.`,
      target,
      values,
      io,
    )
    if (!stage) await createMissingIndexes(client, tableName)
    const progress = startProgress(io, 'Memberships read:')
    let [memberships, upgraded] = [0, 0]
    await addListKeys((isChanged) => {
      memberships += 1
      upgraded += Number(isChanged)
      progress.tick()
    })
    progress.end()
    const userProgress = startProgress(io, 'Users read:')
    let users = 0
    await addDirectoryEntries(() => {
      users += 1
      userProgress.tick()
    })
    userProgress.end()
    io.writeStdout(JSON.stringify({ table: tableName, memberships, upgraded, users }))
  },
}
