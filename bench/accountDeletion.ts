import { withoutStream, withStream } from '../test/steps/table.ts'
import { type Ran, runJobs } from './accountJobs.ts'
import { createAccount, withoutPictures } from './accountPeople.ts'
import { recordCalls } from './awsCalls.ts'
import { type Capacity, dollarsOf, sumOf } from './capacity.ts'
import { bodyOf, request } from './people.ts'
import { deliverStream } from './stream.ts'
import type { Table } from './table.ts'

const sizes = [
  { conversations: 0, messagesEach: 0 },
  { conversations: 10, messagesEach: 100 },
  { conversations: 100, messagesEach: 100 },
]

type Measured = (typeof sizes)[number] & { asked: Capacity; job: Ran; stream: Capacity }

const measureDeletion = async (size: (typeof sizes)[number]): Promise<Measured> => {
  const me = await createAccount({ ...size, ...withoutPictures })
  await withStream()
  const { calls } = await recordCalls(() => request(me, 'DELETE', '/users/me').then(bodyOf))
  const job = await runJobs(me)
  const { updateInbox, pushMessage } = await deliverStream()
  await withoutStream()
  return { ...size, asked: sumOf(calls), job, stream: sumOf([updateInbox, pushMessage]) }
}

/** What the deletion of an account needs. */
export const measureDeletions = async (say: (what: string) => void): Promise<Table> => {
  const measured: Measured[] = []
  await withoutStream() // the longer its stream, the slower the embedded engine writes
  for (const size of sizes) {
    say(`deletion, ${size.conversations} conversations`)
    measured.push(await measureDeletion(size))
  }
  return {
    title: 'Deleting an account, half of whose messages are its own, with texts of 170 bytes',
    columns: [
      { heading: 'conversations', digits: 0 },
      { heading: 'messages', digits: 0 },
      { heading: 'request WCU', digits: 0 },
      { heading: 'RCU', digits: 1 },
      { heading: 'jobs WCU', digits: 0 },
      { heading: 'RCU', digits: 1 },
      { heading: 'calls', digits: 0 },
      { heading: 'invocations', digits: 0 },
      { heading: 'seconds', digits: 1 },
      { heading: 'stream WCU', digits: 0 },
      { heading: 'RCU', digits: 1 },
      { heading: '$ for 1,000 accounts', digits: 2 },
    ],
    rows: measured.map(({ conversations, messagesEach, asked, job, stream }) => {
      const capacity = sumOf(job.calls)
      return [
        conversations,
        conversations * messagesEach,
        asked.wcu,
        asked.rcu,
        capacity.wcu,
        capacity.rcu,
        job.calls.length,
        job.invocations,
        job.seconds,
        stream.wcu,
        stream.rcu,
        dollarsOf(sumOf([asked, capacity, stream])) / 1000,
      ]
    }),
    notes: [
      'Seconds are those of doWork on a busy machine, whose engine writes one item after the other; DynamoDB writes 50 at a time, in some milliseconds. Between the first and the second invocation are 15 s more, until no request can be in flight.',
      'Stream: updateInbox and pushMessage, which process the deletions of messages, 100 at a time.',
    ],
  }
}
