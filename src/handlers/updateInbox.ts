import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import { arrivalsIn, lagOf } from '../domain/arrival.ts'
import { errorFacts, log } from '../log.ts'
import { advanceMembership } from '../repository/memberships.ts'
import { readRecord } from '../repository/streamRecords.ts'
import { retryImmediately } from '../repository/writes.ts'

/**
 * Shows new messages in their members' inboxes. Everything that can be done is done, whatever else fails, and what
 * failed is named: it is tried again from there on, and doing the rest twice changes nothing.
 */
export const handler = async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const records = Records.map(readRecord)
  const messages = records.flatMap((record) =>
    'message' in record && record.message ? [record.message] : [],
  )
  const arrivals = arrivalsIn(messages)
  const outcomes = await Promise.allSettled(
    arrivals.map((arrival) => retryImmediately(() => advanceMembership(arrival))),
  )

  const failedGroups = new Set<string>()
  outcomes.forEach((outcome, index) => {
    const { userUuid: user_uuid, newest } = arrivals[index] as (typeof arrivals)[number]
    const facts = { user_uuid, message_group_uuid: newest.groupUuid, message_uuid: newest.uuid }
    if (outcome.status === 'rejected') {
      failedGroups.add(newest.groupUuid)
      log.error('inbox not updated', { ...facts, ...errorFacts(outcome.reason) })
    } else if (outcome.value === 'no row') log.warn('message without a membership', facts)
  })

  if (messages.length > 0) {
    const message_uuids = messages.map(({ uuid }) => uuid)
    log.info('inboxes updated', { message_uuids, lag_ms: lagOf(messages, Date.now()) })
  }

  const failed = records.filter((record) => {
    if ('reason' in record) log.error('stream record not read', { ...record })
    return 'reason' in record || (record.message && failedGroups.has(record.message.groupUuid))
  })
  return { batchItemFailures: failed.map(({ sequenceNumber }) => ({ itemIdentifier: sequenceNumber })) }
}
