import { v7 as uuidv7 } from 'uuid'
import { placeOf } from '../src/domain/place.ts'
import { handler as pushMessage } from '../src/handlers/pushMessage.ts'
import { handler as updateInbox } from '../src/handlers/updateInbox.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { rowsOnAPage } from './design.ts'
import { createNamedGroups } from './ours.ts'
import { bodyOf, type Person, request, sendMessage } from './people.ts'
import type { Action } from './sample.ts'
import { deliverStream } from './stream.ts'
import { streamRecordOf } from './streamRecord.ts'

const text = 'a'.repeat(170)

const call = async (as: Person, method: string, path: string, body?: object) =>
  bodyOf(await request(as, method, path, body))

/** Fills a page with messages, which the rows of the members show. */
const fill = async (as: Person, group: string) => {
  shiftClock(-minutesInMs(30))
  for (let count = 0; count < rowsOnAPage; count += 1) await sendMessage(as, { group }, text)
  await deliverStream()
  shiftClock(0)
}

/** What members and the functions of the stream do in named groups of this size. */
const actionsIn = async (size: number): Promise<Action[]> => {
  // No stream runs here, so the rows of the group that is written to become outdated, and reading it costs more. The functions
  // of the stream have a group of their own, because the table does not contain the messages of their records.
  const { members, groups } = await createNamedGroups(size, { count: 3, text })
  const [written, streamed, read] = groups as [string, string, string]
  const [writer, reader] = members as [Person, Person]
  let newest = ''
  const send = async () => {
    newest = (await sendMessage(writer, { group: written }, text)).uuid
  }
  await fill(writer, read)
  let at = Date.now()
  /** A loud message, one millisecond after the one before. */
  const record = () => {
    at += 1
    const uuid = uuidv7()
    return streamRecordOf({
      uuid,
      groupUuid: streamed,
      place: placeOf(at, uuid),
      text,
      sender: writer,
      memberUuids: [],
      isInNamedGroup: true,
    })
  }
  const path = `/message_groups/${read}`
  return [
    { name: `POST messages, group of ${size}`, run: send },
    { name: `GET messages/…, group of ${size}`, run: () => call(reader, 'GET', `/messages/${read}`) },
    { name: `GET message_groups/…, group of ${size}`, run: () => call(reader, 'GET', path) },
    {
      name: `GET message_groups/…/members, group of ${size}`,
      run: () => call(reader, 'GET', `${path}/members`),
    },
    {
      name: `PUT message_groups/…/read, group of ${size}`,
      before: send,
      run: () => call(reader, 'PUT', `/message_groups/${written}/read`, { message_uuid: newest }),
    },
    { name: `updateInbox, group of ${size}`, run: () => updateInbox({ Records: [record()] }) },
    { name: `pushMessage, group of ${size}`, run: () => pushMessage({ Records: [record()] }) },
  ]
}

/** The requests and stream functions of named groups of these sizes. */
export const groupRoutes = async (sizes: number[]): Promise<Action[]> => {
  const actions: Action[] = []
  for (const size of sizes) actions.push(...(await actionsIn(size)))
  return actions
}
