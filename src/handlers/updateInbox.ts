import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import {
  type Arrival,
  arrivalsIn,
  changesIn,
  lagOf,
  type MemberChanges,
  type Recorded,
} from '../domain/arrival.ts'
import type { NamedGroup } from '../domain/namedGroup.ts'
import { inParallel } from '../inParallel.ts'
import { errorFacts, log } from '../log.ts'
import { withMembers } from '../repository/groupMembers.ts'
import { showInRows } from '../repository/groupRows.ts'
import { advanceMembership, showChanges } from '../repository/membershipUpdates.ts'
import { messagesIn, readRecord } from '../repository/streamRecords.ts'
import { retryImmediately } from '../repository/writes.ts'

type Facts = { user_uuid: string | undefined; message_group_uuid: string; message_uuid: string | undefined }

/** Returns whether the write succeeded. Otherwise the inbox of the member is not up to date. */
const attempt = (facts: Facts, write: () => Promise<unknown>): Promise<boolean> =>
  retryImmediately(write).then(
    () => true,
    (error: unknown) => {
      log.error('inbox update failed', { ...facts, ...errorFacts(error) })
      return false
    },
  )

const showArrival = (arrival: Arrival): Promise<boolean> => {
  const { userUuid, newest } = arrival
  const facts = { user_uuid: userUuid, message_group_uuid: newest.groupUuid, message_uuid: newest.uuid }
  return attempt(facts, async () => {
    const outcome = await advanceMembership(arrival)
    if (outcome === 'no row') log.warn('membership missing', facts) // a retry would not create it
  })
}

const showChangesTo = ({ userUuid, groupUuid, messages }: MemberChanges): Promise<boolean> => {
  const facts = { user_uuid: userUuid, message_group_uuid: groupUuid, message_uuid: messages[0]?.uuid }
  return attempt(facts, () => showChanges({ userUuid, groupUuid, messages }))
}

/** After an event, the rows of the members show a named group as it is now. */
const changedGroups = (recorded: Recorded[], groups: Map<string, NamedGroup>): NamedGroup[] => {
  const events = recorded.filter(({ message, isChange }) => message.event && !isChange)
  return [...new Set(events.map(({ message }) => groups.get(message.groupUuid)))].filter(
    (group) => group !== undefined,
  )
}

const showGroup = (group: NamedGroup): Promise<boolean> =>
  attempt({ user_uuid: undefined, message_group_uuid: group.uuid, message_uuid: undefined }, () =>
    showInRows(group),
  )

// A batch can have 100 messages of groups of 50. The SDK has as many connections.
const maxConcurrent = 50

/** Does the work, and returns the conversations for which some of it failed. */
const groupsThatFailed = async <T>(
  items: T[],
  groupOf: (item: T) => string,
  work: (item: T) => Promise<boolean>,
) => {
  const failed: string[] = []
  await inParallel(
    items,
    async (item) => {
      if (!(await work(item))) failed.push(groupOf(item))
    },
    maxConcurrent,
  )
  return failed
}

/**
 * Shows new, edited and deleted messages in the inboxes of their members. Updates all members that it can, and reports the
 * records that failed. Lambda retries the batch from the first of them; updates are idempotent.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = Records.map(readRecord)
  for (const record of records) if ('reason' in record) log.error('stream record invalid', { ...record })
  const { recorded, groups } = await withMembers(messagesIn(records))

  // The event filter keeps quiet messages out. One that is delivered all the same must not move a row.
  const isLoud = ({ message, isChange }: Recorded) => !isChange && !message.isQuiet
  const arrivals = arrivalsIn(recorded.filter(isLoud).map(({ message }) => message))
  const changes = changesIn(recorded.filter(({ isChange }) => isChange).map(({ message }) => message))
  const failedGroups = new Set([
    ...(await groupsThatFailed(arrivals, ({ newest }) => newest.groupUuid, showArrival)),
    ...(await groupsThatFailed(changes, ({ groupUuid }) => groupUuid, showChangesTo)),
    ...(await groupsThatFailed(changedGroups(recorded, groups), ({ uuid }) => uuid, showGroup)),
  ])

  if (recorded.length > 0) {
    const message_uuids = recorded.map(({ message }) => message.uuid)
    log.info('inboxes updated', { message_uuids, ...lagOf(recorded, Date.now()) })
  }
  const failedRecords = records.filter(
    (record) => 'reason' in record || (record.message && failedGroups.has(record.message.groupUuid)),
  )
  return {
    batchItemFailures: failedRecords.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
  }
}
