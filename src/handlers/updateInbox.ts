import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { type Arrival, arrivalsIn, lagOf } from '../domain/arrival.ts'
import { errorFacts, log } from '../log.ts'
import { advanceMembership } from '../repository/memberships.ts'
import { readRecord } from '../repository/streamRecords.ts'
import { retryImmediately } from '../repository/writes.ts'

/** Answers whether the member's inbox is up to date. */
const updateMember = (arrival: Arrival): Promise<boolean> => {
  const { userUuid, newest } = arrival
  const facts = { user_uuid: userUuid, message_group_uuid: newest.groupUuid, message_uuid: newest.uuid }
  return retryImmediately(() => advanceMembership(arrival)).then(
    (outcome) => {
      if (outcome === 'no row') log.warn('membership missing', facts) // a retry would not create it
      return true
    },
    (error: unknown) => {
      log.error('inbox update failed', { ...facts, ...errorFacts(error) })
      return false
    },
  )
}

/**
 * Shows new messages in the inboxes of their members. Updates all members that it can, and reports the records that
 * failed. Lambda retries the batch from the first of them; updates are idempotent.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = Records.map(readRecord)
  for (const record of records) if ('reason' in record) log.error('stream record invalid', { ...record })
  const messages = records.flatMap((record) => ('message' in record && record.message) || [])

  // The event filter keeps quiet messages out. One that is delivered all the same must not move a row.
  const arrivals = arrivalsIn(messages.filter(({ isQuiet }) => !isQuiet))
  const areUpdated = await Promise.all(arrivals.map(updateMember))
  const failedArrivals = arrivals.filter((_, index) => !areUpdated[index])
  const failedGroups = new Set(failedArrivals.map(({ newest }) => newest.groupUuid))

  if (messages.length > 0) {
    const message_uuids = messages.map(({ uuid }) => uuid)
    log.info('inboxes updated', { message_uuids, lag_ms: lagOf(messages, Date.now()) })
  }
  const failedRecords = records.filter(
    (record) => 'reason' in record || (record.message && failedGroups.has(record.message.groupUuid)),
  )
  return {
    batchItemFailures: failedRecords.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })),
  }
}
