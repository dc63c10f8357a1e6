import type { MessageChange } from './facts.ts'
import { byText, type Moments } from './moments.ts'
import type { Request } from './process.ts'
import type { Simulation } from './simulation.ts'

type Detail = Pick<MessageChange, 'text' | 'key'>
type Call = { name: string; method: string; body?: object; key?: string | undefined }

/** What members change about messages. */
export const messageChangesFor = (simulation: Simulation, request: Request, moments: Moments) => {
  const { facts } = simulation

  /** Changes a message in the conversation with somebody. */
  const changeFor =
    (kind: MessageChange['kind'], as: string, other: string, message: string) =>
    async (what: string, { name, method, body, key }: Call, detail: Detail = {}) => {
      const uuid = simulation.key(message)
      const group = simulation.group(as, other)
      const begun = await moments.begins(`${kind} ${message} ${as} ${what}`)
      const { status, body: answer } = await request(name, method, as, {
        group,
        message: uuid,
        ...(body ? { body } : {}),
        key,
      })
      const code = status === 200 ? undefined : answer[0]
      if (status === 200 && kind === 'deletion' && answer.message !== '')
        simulation.problem(`${message} was deleted, and the answer is ${answer.message}`)
      facts.messageChanges.push({ ...begun, as, kind, uuid, ...detail, status, code })
      facts.messageChanges.sort(byText)
      return status
    }

  const noteReaction = (as: string, message: string, device: string, emoji: string | null) => {
    const name = `${as} ${simulation.key(message)}`
    facts.reactions[name] = { ...facts.reactions[name], [device]: emoji }
  }

  return {
    /** With a key, which has a name like those of messages, the edit can be repeated. */
    edit: (as: string, other: string, message: string, wording: string, { key: keyName = '' } = {}) => {
      const text = `${wording} by ${as} in ${simulation.space}`
      const key = keyName ? simulation.key(keyName) : undefined
      moments.noteText(as, simulation.key(message), text)
      const call = { name: 'editMessage', method: 'PATCH', body: { message: text }, key }
      return changeFor('edit', as, other, message)(keyName || wording, call, { text, key })
    },
    remove: (as: string, other: string, message: string) =>
      changeFor('deletion', as, other, message)('', { name: 'deleteMessage', method: 'DELETE' }),
    react: async (as: string, other: string, message: string, emoji: string, { device = 'phone' } = {}) => {
      const call = { name: 'addReaction', method: 'PUT', body: { emoji } }
      const status = await changeFor('reaction', as, other, message)(emoji, call)
      if (status === 200) noteReaction(as, message, device, emoji)
    },
    unreact: async (as: string, other: string, message: string, { device = 'phone' } = {}) => {
      const call = { name: 'removeReaction', method: 'DELETE' }
      const status = await changeFor('reaction', as, other, message)('none', call)
      if (status === 200) noteReaction(as, message, device, null)
    },
  }
}
