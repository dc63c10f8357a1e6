import { seed } from '../../seed/seed.ts'
import { type Command, CommandError } from '../command.ts'
import { confirm, confirmOptions } from '../confirm.ts'
import { targetOptions, useTarget } from '../target.ts'

const complainOfPeople = (error: Error): never => {
  throw error.message.startsWith('There is no room') ? new CommandError(error.message) : error
}

export const seedTable: Command = {
  summary: 'write the demo people and their conversations; a second time, it changes nothing',
  usage: '[--stage <stage>] [--yes <table name>]',
  example: 'npm run ddb:seed',
  options: { ...targetOptions, ...confirmOptions },
  run: async (values, _, io) => {
    const target = await useTarget(values)
    await confirm(`This writes demo people into ${target.tableName}.`, target, values, io)
    io.print(JSON.stringify(await seed().catch(complainOfPeople)))
  },
}
