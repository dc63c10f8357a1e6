import { maxMembers } from '../../src/domain/namedGroup.ts'
import type { Assumptions } from './assumptions.ts'
import { createRandom, exponential, paretoCount, skewed } from './random.ts'

/** The messages of an hour, in order of time: the conversation of each, and where the messages of each second begin. */
export type Traffic = { conversations: Int32Array; starts: Int32Array }

/** Conversations with a lower number are direct. */
export const isGroup = (conversation: number, { directConversations }: Assumptions): boolean =>
  conversation >= directConversations

const least = 3

/** Half of the groups have at most the median; the size of the others is heavy-tailed. */
const sizeOf = (random: number, { medianMembers }: Assumptions): number =>
  Math.min(maxMembers, Math.round(least + (medianMembers - least) / (2 * (1 - random))))

/** The members of a conversation, the same at every call. */
export const membersOf = (conversation: number, assumptions: Assumptions): number[] => {
  const random = createRandom(conversation + 1)
  const size = isGroup(conversation, assumptions) ? sizeOf(random(), assumptions) : 2
  const members = new Set<number>()
  while (members.size < size) members.add(skewed(random(), assumptions.people, assumptions.popularitySkew))
  return [...members]
}

const chooseConversation = (random: () => number, assumptions: Assumptions): number => {
  const { directConversations, groups, shareInGroups, conversationSkew } = assumptions
  return random() < shareInGroups
    ? directConversations + skewed(random(), groups, conversationSkew)
    : skewed(random(), directConversations, conversationSkew)
}

/** Talks begin at random times. One that lasts beyond the hour goes on at its beginning, as if the hour was a circle. */
export const createTraffic = (assumptions: Assumptions): Traffic => {
  const { people, messagesPerPerson, seconds, messagesPerTalk, secondsBetweenMessages } = assumptions
  const total = people * messagesPerPerson
  const random = createRandom(1)
  const times = new Int32Array(total)
  const chosen = new Int32Array(total)
  const starts = new Int32Array(seconds + 1)
  for (let count = 0; count < total; ) {
    const conversation = chooseConversation(random, assumptions)
    let time = random() * seconds
    for (let left = paretoCount(random(), messagesPerTalk); left > 0 && count < total; left -= 1) {
      const second = Math.floor(time) % seconds
      times[count] = second
      chosen[count] = conversation
      starts[second + 1] = (starts[second + 1] ?? 0) + 1
      count += 1
      time += exponential(random(), secondsBetweenMessages)
    }
  }
  for (let second = 0; second < seconds; second += 1)
    starts[second + 1] = (starts[second + 1] ?? 0) + (starts[second] ?? 0)
  const conversations = new Int32Array(total)
  const next = starts.slice(0, seconds)
  for (let index = 0; index < total; index += 1) {
    const second = times[index] ?? 0
    conversations[next[second] ?? 0] = chosen[index] ?? 0
    next[second] = (next[second] ?? 0) + 1
  }
  return { conversations, starts }
}
