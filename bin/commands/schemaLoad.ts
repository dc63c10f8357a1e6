import { ResourceInUseException } from '@aws-sdk/client-dynamodb'
import { createTable, enableTimeToLive, listDifferences } from '../../resources/table.ts'
import { describeTable } from '../../src/repository/admin/table.ts'
import { client } from '../../src/repository/client.ts'
import { type Command, CommandError, type Io } from '../command.ts'
import { targetOptions, useTarget } from '../target.ts'

/** Accepts an existing table if it is the one that would have been created. */
const checkExisting = async (tableName: string, { writeStderr }: Io) => {
  const differences = listDifferences(await describeTable(tableName))
  if (differences.length === 0) {
    await enableTimeToLive(client, tableName) // in case an earlier run was interrupted
    return writeStderr(`${tableName} already exists and is up to date.`)
  }
  const list = differences.map((difference) => `- ${difference}`).join('\n')
  throw new CommandError(
    `${tableName} already exists, with a different schema:\n${list}\nDelete it with "npm run ddb:drop".`,
  )
}

export const schemaLoad: Command = {
  summary: 'Create the table as declared in resources/table.yml',
  options: targetOptions,
  notes:
    'The deployment of a stage creates its table. If you drop that and create it again, the functions still read the stream of the old table: see docs/operations.md.',
  example: 'npm run ddb:schema-load',
  run: async (values, _, io) => {
    const { tableName, stage } = await useTarget(values)
    try {
      await createTable(client, tableName, stage)
      io.writeStdout(`created ${tableName}`)
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error
      await checkExisting(tableName, io)
    }
  },
}
