import { documents } from '../client.ts'

/** Equal reads of the table or of one of its indexes, and the read units that they consumed together. */
export type Reads = { operation: string; index: string; condition: string; count: number; units: number }

type Input = {
  IndexName?: string
  KeyConditionExpression?: string
  ExpressionAttributeValues?: Record<string, unknown>
  ReturnConsumedCapacity?: string
}
type Consumed = { CapacityUnits?: number }
type Output = { ConsumedCapacity?: Consumed | Consumed[] }

/** The units of a read. BatchGetItem reports them for each table. */
const unitsOf = ({ ConsumedCapacity = [] }: Output): number =>
  [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0)

const withValues = ({ KeyConditionExpression = '', ExpressionAttributeValues = {} }: Input) =>
  KeyConditionExpression.replace(/:\w+/g, (name) => JSON.stringify(ExpressionAttributeValues[name]))

/** Starts to record the reads of this process. Returns a function that lists them, grouped by kind. */
export const startReadMeter = (): (() => Reads[]) => {
  const kinds = new Map<string, Reads>()
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (request) => {
        const input = request.input as Input
        input.ReturnConsumedCapacity = 'TOTAL'
        const result = await next(request)
        const operation = commandName.replace(/Command$/, '')
        const index = input.IndexName ?? ''
        const kind = `${operation} ${index} ${input.KeyConditionExpression}`
        const reads = kinds.get(kind) ?? {
          operation,
          index,
          condition: withValues(input),
          count: 0,
          units: 0,
        }
        reads.count += 1
        reads.units += unitsOf(result.output as Output)
        kinds.set(kind, reads)
        return result
      },
    // Tests run several commands in one process: each meter replaces the previous one.
    { name: 'meter', step: 'initialize', override: true },
  )
  return () => [...kinds.values()]
}
