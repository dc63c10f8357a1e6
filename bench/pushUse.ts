import type { Call } from './awsCalls.ts'
import { dollarsOf, sumOf } from './capacity.ts'

// A message of a queue is sent, received and deleted.
export const dollarsPerQueueMessage = (3 * 0.4) / 1e6

/** What a function uses of AWS: units, frames, messages of a queue and requests to push services. */
export const pushUse = (calls: Call[]) => {
  const count = (command: string) => calls.filter((call) => call.command === command).length
  const capacity = sumOf(calls)
  const queued = count('queue')
  return {
    ...capacity,
    frames: count('sockets'),
    queued,
    pushes: count('push'),
    dollars: dollarsOf(capacity) + queued * dollarsPerQueueMessage * 1e6,
  }
}
