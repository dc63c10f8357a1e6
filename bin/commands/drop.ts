import { deleteTable, describeTable } from '../../src/repository/admin/table.ts'
import { type Command, CommandError } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { targetOptions, useTarget } from '../target.ts'

export const drop: Command = {
  summary: 'Delete the table with everything in it',
  options: { ...targetOptions, ...confirmOptions },
  notes: 'Fails on a deployed stage while deletion protection is on.',
  example: 'npm run ddb:drop',
  run: async (values, _, io) => {
    const target = await useTarget(values)
    const { tableName } = target
    const { DeletionProtectionEnabled } = await describeTable(tableName)
    if (DeletionProtectionEnabled) {
      throw new CommandError(
        `${tableName} has deletion protection. To turn it off, deploy with --param="tableProtection=false".`,
      )
    }
    await confirm(`This deletes ${tableName} with everything in it.`, target, values, io)
    await deleteTable(tableName)
    io.writeStdout(`dropped ${tableName}`)
  },
}
