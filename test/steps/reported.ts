import { expect } from '@jest/globals'
import { aConversation } from './conversation.ts'
import * as given from './given.ts'
import { parsed } from './printed.ts'
import { runs } from './program.ts'
import { deleteItems, itemsIn } from './table.ts'
import { calls } from './when.ts'

type Caller = { token: string }

/** Reports a message. */
export const reports = (as: Caller, message_group_uuid: string, message_uuid: string, more: object = {}) =>
  calls('POST', '/api/reports', { as, body: { message_group_uuid, message_uuid, reason: 'spam', ...more } })

/** A group in which the first user is the sender of the only message. */
export const aGroupToReport = async () => {
  const { me: sender, other: reader, uuid, messageUuid } = await given.aGroup('Buy my coins')
  return { sender, reader, uuid, messageUuid }
}

/** A message that its reader has reported, between two messages of the reader. */
export const aReport = async (text = 'Buy my coins', more: object = { note: 'Every day!' }) => {
  const [sender, reader] = await Promise.all([
    given.aUser({ displayName: 'Sender of Spam' }),
    given.aUser({ displayName: 'Reader of Spam' }),
  ])
  const start = Date.now() - 600_000
  const said = [
    { text: 'who are you?', by: reader },
    { text, by: sender },
    { text: 'no, thank you', by: reader },
  ].map((one, minute) => ({ ...one, at: new Date(start + minute * 60_000).toISOString() }))
  const { groupUuid, messages } = await aConversation(sender, reader, said)
  const uuid = messages[1]?.uuid ?? ''
  expect((await reports(reader, groupUuid, uuid, more)).status).toBe(200)
  return { sender, reader, groupUuid, uuid, texts: messages.map((message) => message.text) }
}

/** The reports of a message as reports:show prints them. */
export const shown = async (uuid: string) => parsed((await runs('reports:show', uuid, '--json')).stdout)

/** The report of a message as it is stored. */
export const storedOf = async (messageUuid: string) =>
  (await itemsIn('RPT', messageUuid, `${messageUuid}~`))[0]

/** Deletes the reports of all tests. */
export const deletesReports = async () => deleteItems(await itemsIn('RPT'))
