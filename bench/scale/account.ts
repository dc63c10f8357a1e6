import { placeOf, quietUntil } from '../../src/domain/place.ts'
import {
  attachmentKey,
  connectionPartition,
  listPartition,
  membershipPartition,
  messagePartition,
  namedGroupKey,
} from '../../src/repository/keys.ts'
import type { Assumptions } from './assumptions.ts'
import { createLedger } from './ledger.ts'
import { createRandom } from './random.ts'
import { createConsumer, shardOf } from './shards.ts'
import { createTraffic, isGroup, membersOf } from './traffic.ts'

const quietSeconds = Date.parse(quietUntil(placeOf(0, ''))) / 1000

const wcuOf = (bytes: number): number => Math.ceil(bytes / 1024)
const rcuOf = (bytes: number): number => Math.ceil(bytes / 4096)
/** Of the item of a named group, as docs/decisions/0045-named-groups.md describes it. */
const groupBytes = (members: number): number => 700 + 83 * members

type PerSecond = { sum: number; most: number }

const createCounter = () => {
  const counted: PerSecond = { sum: 0, most: 0 }
  let second = 0
  return {
    counted,
    add: (count: number) => {
      second += count
    },
    endSecond: () => {
      counted.sum += second
      counted.most = Math.max(counted.most, second)
      second = 0
    },
  }
}

/** Goes through the hour, second by second, and counts what each message costs, where. */
export const account = (
  assumptions: Assumptions,
  shardCounts: readonly number[],
  say: (what: string) => void,
) => {
  const { seconds, online, marks, inboxPages, messagePages } = assumptions
  say('who writes when')
  const { conversations, starts } = createTraffic(assumptions)
  const random = createRandom(2)
  const [writes, reads] = [createLedger(), createLedger()]
  const [requests, frames] = [createCounter(), createCounter()]
  const [uploads, loads] = [createCounter(), createCounter()]
  const randomOfPictures = createRandom(3)
  const consumers = shardCounts.map((shards) => ({
    shards,
    updateInbox: createConsumer(shards, assumptions),
    pushMessage: createConsumer(shards, assumptions),
  }))
  const lastLoud = new Map<number, number>()
  let loud = 0
  let pictures = 0

  /** Whether the message is the first one for two minutes. */
  const movesRows = (conversation: number, second: number): boolean => {
    if (second - (lastLoud.get(conversation) ?? Number.NEGATIVE_INFINITY) < quietSeconds) return false
    lastLoud.set(conversation, second)
    return true
  }

  const messagesIn = (second: number) => conversations.subarray(starts[second], starts[second + 1])

  const receive = (conversation: number, member: number) => {
    if (random() >= online) return
    frames.add(1)
    const row = membershipPartition(String(member))
    const list = listPartition('inbox', String(member))
    if (random() < marks) {
      requests.add(1)
      writes.add(row, 1)
      writes.add(list, 1)
      reads.add(row, 1)
      reads.add(messagePartition(String(conversation)), 2)
    }
    if (random() < inboxPages) {
      requests.add(1)
      reads.add(list, assumptions.inboxPageRcu)
    }
    if (random() < messagePages) {
      requests.add(1)
      reads.add(messagePartition(String(conversation)), assumptions.messagePageRcu)
    }
  }

  /** Announced, uploaded, checked, copied, and attached in the transaction of its message. */
  const sendPicture = (key: string, count: number, receivers: number) => {
    const attachment = attachmentKey(String(count)).pk
    requests.add(1)
    writes.add(attachment, 1 + 2)
    writes.add(key, wcuOf(assumptions.bytesPerMessage)) // a transaction costs twice the units
    reads.add(attachment, 1)
    reads.add(key, 1)
    uploads.add(2)
    loads.add(receivers * assumptions.loadsPerReceiver)
    for (let receiver = 0; receiver < receivers; receiver += 1) {
      if (randomOfPictures() >= online) continue
      requests.add(1) // the URL, which is not in the frame
      reads.add(attachment, 1)
      reads.add(key, 1)
    }
  }

  const send = (conversation: number, second: number) => {
    const members = membersOf(conversation, assumptions)
    const key = messagePartition(String(conversation))
    const sender = members[Math.floor(random() * members.length)] ?? 0
    requests.add(1)
    writes.add(key, wcuOf(assumptions.bytesPerMessage))
    reads.add(membershipPartition(String(sender)), 1)
    const group = namedGroupKey(String(conversation)).pk
    const groupRcu = isGroup(conversation, assumptions) ? rcuOf(groupBytes(members.length)) : 0
    if (groupRcu > 0) reads.add(group, 2 * groupRcu) // by the sender, and by pushMessage
    for (const member of members) {
      reads.add(connectionPartition(String(member)), 0.5)
      if (member !== sender) receive(conversation, member)
    }
    if (randomOfPictures() < assumptions.shareWithPicture) {
      pictures += 1
      sendPicture(key, pictures, members.length - 1)
    }
    const isLoud = movesRows(conversation, second)
    for (const { shards, updateInbox, pushMessage } of consumers) {
      const shard = shardOf(key, shards)
      pushMessage.add(shard, members.length * (1 + online))
      if (isLoud) updateInbox.add(shard, members.length)
    }
    if (!isLoud) return
    loud += 1
    if (groupRcu > 0) reads.add(group, groupRcu)
    for (const member of members) {
      writes.add(membershipPartition(String(member)), 1)
      writes.add(listPartition('inbox', String(member)), 2)
    }
  }

  // The talks of the minutes before: otherwise, all first messages of the hour would be loud.
  for (let second = -2 * quietSeconds; second < 0; second += 1)
    for (const conversation of messagesIn(seconds + second)) movesRows(conversation, second)

  for (let second = 0; second < seconds; second += 1) {
    if (second % 600 === 0) say(`minute ${second / 60}`)
    for (const conversation of messagesIn(second)) send(conversation, second)
    const parts = [writes, reads, requests, frames, uploads, loads]
    for (const part of [
      ...parts,
      ...consumers.flatMap(({ updateInbox, pushMessage }) => [updateInbox, pushMessage]),
    ])
      part.endSecond()
  }
  return {
    messages: conversations.length,
    loud,
    writes,
    reads,
    requests: requests.counted,
    frames: frames.counted,
    pictures,
    uploads: uploads.counted,
    loads: loads.counted,
    consumers,
  }
}
