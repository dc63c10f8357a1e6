import { documents } from '../src/repository/client.ts'

type Calls = { operation: string; index: string; condition: string; count: number; units: number }

type Input = {
  IndexName?: string
  KeyConditionExpression?: string
  ExpressionAttributeValues?: Record<string, unknown>
  ReturnConsumedCapacity?: string
}
type Output = { ConsumedCapacity?: { CapacityUnits?: number } }

const withValues = ({ KeyConditionExpression = '', ExpressionAttributeValues = {} }: Input) =>
  KeyConditionExpression.replace(/:\w+/g, (name) => JSON.stringify(ExpressionAttributeValues[name]))

const inWords = ({ operation, index, condition, count, units }: Calls): string => {
  const times = count > 1 ? ` × ${count}` : ''
  const parts = [`${operation}${times}`, index && `on ${index}`, condition && `where ${condition}`]
  return `${parts.filter(Boolean).join(' ')}: ${units} RCU`
}

/** From here on, notes what the table is asked and what that costs. Answers how to put it into words. */
export const startMeter = () => {
  const kinds = new Map<string, Calls>()
  documents.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (request) => {
        const input = request.input as Input
        input.ReturnConsumedCapacity = 'TOTAL'
        const result = await next(request)
        const operation = commandName.replace(/Command$/, '')
        const index = input.IndexName ?? ''
        const kind = `${operation} ${index} ${input.KeyConditionExpression}`
        const calls = kinds.get(kind) ?? {
          operation,
          index,
          condition: withValues(input),
          count: 0,
          units: 0,
        }
        calls.count += 1
        calls.units += (result.output as Output).ConsumedCapacity?.CapacityUnits ?? 0
        kinds.set(kind, calls)
        return result
      },
    // In tests, several commands run in one process: the meter of each replaces the one before.
    { name: 'meter', step: 'initialize', override: true },
  )
  return () => [...kinds.values()].map(inWords)
}
