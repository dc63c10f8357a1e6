import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'
import {
  type Arrival,
  arrivalsIn,
  changesIn,
  lagOf,
  type MemberChanges,
  type Recorded,
} from '../domain/arrival.ts'
import type { JobOf } from '../domain/job.ts'
import { erasedUser, type Message } from '../domain/message.ts'
import type { NamedGroup } from '../domain/namedGroup.ts'
import { inParallel } from '../inParallel.ts'
import { errorFacts, log } from '../log.ts'
import { sendWork } from '../queue.ts'
import { withMembers } from '../repository/groupMembers.ts'
import { showEvent, showInRow } from '../repository/groupRows.ts'
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

/** With a group, something has happened to it: the row shows it as it is now. */
const showArrival = (arrival: Arrival, group: NamedGroup | undefined): Promise<boolean> => {
  const { userUuid, newest } = arrival
  const facts = { user_uuid: userUuid, message_group_uuid: newest.groupUuid, message_uuid: newest.uuid }
  return attempt(facts, async () => {
    const outcome = await (group ? showEvent(arrival, group) : advanceMembership(arrival))
    if (outcome === 'no row') log.warn('membership missing', facts) // a retry would not create it
  })
}

const showChangesTo = ({ userUuid, groupUuid, messages }: MemberChanges): Promise<boolean> => {
  const facts = { user_uuid: userUuid, message_group_uuid: groupUuid, message_uuid: messages[0]?.uuid }
  return attempt(facts, () => showChanges({ userUuid, groupUuid, messages }))
}

/** The named groups to which something has happened. */
const changedGroups = (recorded: Recorded[], groups: Map<string, NamedGroup>): Map<string, NamedGroup> => {
  const events = recorded.filter(({ message, isChange }) => message.event && !isChange)
  const uuids = new Set(events.map(({ message }) => message.groupUuid))
  return new Map([...groups].filter(([uuid]) => uuids.has(uuid)))
}

/** Whoever has joined after an event, according to a clock that is ahead, has to see the group as it is after it. */
const withoutArrival = (groups: Map<string, NamedGroup>, arrivals: Arrival[]) => {
  const nameOf = (groupUuid: string, userUuid: string) => `${groupUuid} ${userUuid}`
  const arrived = new Set(arrivals.map(({ userUuid, newest }) => nameOf(newest.groupUuid, userUuid)))
  return [...groups.values()].flatMap((group) =>
    group.members
      .filter(({ uuid }) => !arrived.has(nameOf(group.uuid, uuid)))
      .map(({ uuid: userUuid }) => ({ group, userUuid })),
  )
}

const showGroupTo = ({ group, userUuid }: { group: NamedGroup; userUuid: string }): Promise<boolean> =>
  attempt({ user_uuid: userUuid, message_group_uuid: group.uuid, message_uuid: undefined }, () =>
    showInRow(group, userUuid),
  )

type Delete = (job: JobOf<'delete_attachments'>) => Promise<unknown>

/** Deletes the files of a deleted message. Should that fail, the stream delivers the record again. */
const deleteAttachmentsOf = (message: Message, deleteFiles: Delete): Promise<boolean> => {
  const { groupUuid, uuid, sender, deletedAttachments = [] } = message
  return attempt({ user_uuid: undefined, message_group_uuid: groupUuid, message_uuid: uuid }, () =>
    deleteFiles({
      kind: 'delete_attachments',
      group_uuid: groupUuid,
      uuids: deletedAttachments,
      ...(sender.uuid === erasedUser.uuid ? { erased_message_uuid: uuid } : {}),
    }),
  )
}

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
export const updateInboxes = async (
  { Records }: DynamoDBStreamEvent,
  deleteFiles: Delete,
): Promise<DynamoDBBatchResponse> => {
  const records = Records.map(readRecord)
  for (const record of records) if ('reason' in record) log.error('stream record invalid', { ...record })
  const messages = messagesIn(records)
  const { recorded, groups } = await withMembers(messages)

  // The event filter keeps quiet messages out. One that is delivered all the same must not move a row.
  const isLoud = ({ message, isChange }: Recorded) => !isChange && !message.isQuiet
  const arrivals = arrivalsIn(recorded.filter(isLoud).map(({ message }) => message))
  const changes = changesIn(recorded.filter(({ isChange }) => isChange).map(({ message }) => message))
  // Also those of a group that has ended.
  const withFiles = messages.map(({ message }) => message).filter((message) => message.deletedAttachments)
  const changed = changedGroups(recorded, groups)
  const others = withoutArrival(changed, arrivals)
  const deleteFilesOf = (message: Message) => deleteAttachmentsOf(message, deleteFiles)
  const show = (arrival: Arrival) => showArrival(arrival, changed.get(arrival.newest.groupUuid))
  const failedGroups = new Set([
    ...(await groupsThatFailed(arrivals, ({ newest }) => newest.groupUuid, show)),
    ...(await groupsThatFailed(changes, ({ groupUuid }) => groupUuid, showChangesTo)),
    ...(await groupsThatFailed(withFiles, ({ groupUuid }) => groupUuid, deleteFilesOf)),
    ...(await groupsThatFailed(others, ({ group }) => group.uuid, showGroupTo)),
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

/** Deletes files through the queue, because there can be many. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  updateInboxes(event, sendWork)
