import { DescribeTableCommand, ResourceInUseException } from '@aws-sdk/client-dynamodb'
import { createTable, enableTimeToLive, listDifferences } from '../../resources/table.ts'
import { client } from '../../src/repository/client.ts'
import { type Command, CommandError, type Io } from '../command.ts'
import { targetOptions, useTarget } from '../target.ts'

/** A table of that name is there already: good, if it is the one that it would have become. */
const checkExisting = async (tableName: string, { say }: Io) => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
  const differences = listDifferences(Table ?? {})
  if (differences.length === 0) {
    await enableTimeToLive(client, tableName) // in case a load was interrupted before
    return say(`${tableName} is there already, as it should be.`)
  }
  throw new CommandError(
    `${tableName} is there already, and is another table:\n${differences.map((one) => `- ${one}`).join('\n')}\n"ddb:drop" would make room.`,
  )
}

export const schemaLoad: Command = {
  summary: 'create the table as resources/table.yml describes it',
  usage: '[--stage <stage>]',
  example: 'npm run ddb:schema-load',
  notes:
    'On a deployed stage the stack does this by itself. After a drop there, the functions still listen to the stream of the table that was: docs/operations.md says what to do.',
  options: targetOptions,
  run: async (values, _, io) => {
    const { tableName, stage } = await useTarget(values)
    try {
      await createTable(client, tableName, stage)
      io.print(`created ${tableName}`)
    } catch (error) {
      if (!(error instanceof ResourceInUseException)) throw error
      await checkExisting(tableName, io)
    }
  },
}
