import { randomBytes, randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { writeFile } from '../src/attachments/bucket.ts'
import { type Attachment, copyKey } from '../src/domain/attachment.ts'
import { messageItem } from '../src/repository/messages.ts'
import { conversationOf } from '../test/steps/conversation.ts'
import { putManyItems } from '../test/steps/table.ts'
import { minutesInMs } from './clock.ts'
import { bodyOf, createPerson, type Person, request } from './people.ts'

const text = 'a'.repeat(170)

export type Size = {
  conversations: number
  messagesEach: number
  /** How many pictures are in the first, the second and each further message of the person. */
  pictures: number[]
  pictureBytes: number
}

const createPicture = async (groupUuid: string, bytes: number): Promise<Attachment> => {
  const picture = {
    uuid: uuidv7(),
    copy: randomBytes(8).toString('hex'),
    contentType: 'image/png' as const,
    bytes,
    width: 1600,
    height: 1200,
    alt: '',
  }
  const body = new Uint8Array(randomBytes(bytes))
  await writeFile(copyKey(groupUuid, picture), { contentType: 'image/png', fileName: 'a.png', body })
  return picture
}

/** A conversation in which both write in turn, one message a minute. */
const itemsWith = (me: Person, { messagesEach }: Size, startedAt: number) => {
  const other = { uuid: randomUUID(), handle: `other_${startedAt}`, displayName: 'Hana Harrison' }
  const said = Array.from({ length: messagesEach }, (_, index) => ({
    at: new Date(startedAt + minutesInMs(index)).toISOString(),
    text,
    by: index % 2 === 0 ? me : other,
  }))
  return conversationOf(me, other, said)
}

/** Creates a person with conversations, half of whose messages are their own. */
export const createAccount = async (size: Size): Promise<Person> => {
  const me = await createPerson()
  const begin = Date.now() - minutesInMs(size.conversations * size.messagesEach + 60)
  const counts = size.pictures.values()
  for (let index = 0; index < size.conversations; index += 1) {
    const startedAt = begin + minutesInMs(index * size.messagesEach)
    const { groupUuid, items, messages } = itemsWith(me, size, startedAt)
    const own = messages.filter(({ sender }) => sender.uuid === me.uuid)
    const changed = new Map<string, ReturnType<typeof messageItem>>()
    for (const message of own) {
      const { value: count = 0 } = counts.next()
      const attachments: Attachment[] = []
      while (attachments.length < count) attachments.push(await createPicture(groupUuid, size.pictureBytes))
      if (count > 0) changed.set(message.uuid, messageItem({ ...message, attachments }))
    }
    await putManyItems(
      items.map((item) => ('message_uuid' in item && changed.get(String(item.message_uuid))) || item),
    )
  }
  bodyOf(await request(me, 'GET', '/users/me'))
  return me
}

export const withoutPictures = { pictures: [], pictureBytes: 0 }
