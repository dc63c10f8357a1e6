import { createInterface } from 'node:readline'
import { MessengerError } from '../../client/errors.ts'
import { createMessenger } from '../../client/messenger.ts'
import type { Conversation, ConversationState, Messenger, Profile } from '../../client/types.ts'
import { until } from '../../client/until.ts'
import { handleFrom } from '../../src/domain/user.ts'
import { chatCommands, enterLine } from '../chatInput.ts'
import { createChatLog } from '../chatLog.ts'
import { signInToChat } from '../chatSession.ts'
import { type Command, CommandError, type Io } from '../command.ts'
import { targetOptions } from '../target.ts'
import { onOneLine, styled } from '../terminalText.ts'

const maxPages = 50

const findPerson = async (messenger: Messenger, handle: string): Promise<Profile> => {
  try {
    return (await messenger.api('GET /api/users/@{handle}/short', { path: { handle } })).body
  } catch (error) {
    if (!(error instanceof MessengerError)) throw error
    if (error.code === 'user_not_found') throw new CommandError(`No user @${handle}`)
    throw new CommandError(`Can't reach the API: ${error.code}`)
  }
}

const promptOf = (
  other: Profile,
  { typing, outbox, changes }: ConversationState,
  connection: string,
): string => {
  // Also while an attempt is repeated, so that the prompt does not change with each one.
  const waiting = [...outbox, ...changes].filter(({ state, code }) => state !== 'failed' && code).length
  const notes = [
    ...(typing.length > 0 ? [`${onOneLine(other.display_name)} is typing…`] : []),
    ...(waiting > 0 ? [`${waiting} not sent yet`] : []),
    ...(connection === 'offline' ? ['offline'] : []),
  ]
  return notes.length === 0 ? '> ' : `(${notes.join(', ')}) > `
}

/** Deletes the input line, which begins so many rows above the cursor. */
const clearInput = (rows: number) => `${rows > 0 ? `\x1b[${rows}A` : ''}\r\x1b[J`

/** Shows the conversation above an input line. Returns how much is unsent when the input has ended. */
const show = (messenger: Messenger, conversation: Conversation, other: Profile, { streams }: Io) => {
  const { stdin, stdout } = streams
  const isTerminal = (stdin as { isTTY?: boolean }).isTTY === true
  const lines = createInterface({ input: stdin, ...(isTerminal ? { output: stdout } : {}) })
  const userUuid = messenger.status.get().me?.uuid ?? ''
  const log = createChatLog(userUuid, stdout)
  let isEnded = false

  return new Promise<number>((resolve) => {
    const update = () => {
      const state = conversation.get()
      const newest = state.messages.at(-1)
      if (newest && state.isLoaded) conversation.markRead(newest.uuid)
      const text = log.next(state).map((line) => `${line}\n`)
      if (text.length > 0)
        stdout.write(`${isTerminal ? clearInput(lines.getCursorPos().rows) : ''}${text.join('')}`)
      if (isTerminal && !isEnded) {
        lines.setPrompt(promptOf(other, state, messenger.status.get().connection))
        lines.prompt(true)
      }
      const unsent = [...state.outbox, ...state.changes]
      const isSent = unsent.every(({ state }) => state === 'failed')
      const isShown = state.isLoaded || state.uuid === undefined
      if (isEnded && isSent && isShown) resolve(unsent.length)
    }
    conversation.subscribe(update)
    messenger.status.subscribe(update)
    lines.on('line', (line) => {
      // The message replaces the input.
      const typed = lines.getPrompt().length + line.length
      if (isTerminal) stdout.write(clearInput(Math.floor(typed / (stdout.columns || 80)) + 1))
      const notice = line.trim() && enterLine(conversation, userUuid, line.trim())
      if (notice) stdout.write(`${styled('red', notice, stdout)}\n`)
    })
    if (isTerminal) stdin.on('keypress', () => conversation.setTyping(lines.line.trim() !== ''))
    lines.on('SIGINT', () => {
      lines.close()
      const { outbox, changes } = conversation.get()
      resolve(outbox.length + changes.length)
    })
    lines.on('close', () => {
      isEnded = true
      if (isTerminal) stdout.write('\n')
      update()
    })
    update()
  })
}

/** Waits until it is known who the user is. */
const signedIn = async ({ status }: Messenger): Promise<Profile> => {
  const { me, error } = await until(status, ({ me, error, session }) =>
    Boolean(me || error || session === 'expired'),
  )
  if (!me) throw new CommandError(`Can't sign in: ${error?.code ?? 'unauthorized'}`)
  return me
}

/** Loads the list until it has the conversation, so that its history can be shown. */
const loadUntilListed = async (messenger: Messenger, handle: string) => {
  const inbox = messenger.inbox()
  await until(inbox, ({ isLoaded }) => isLoaded)
  const isListed = () => inbox.get().groups.some((group) => group.handle === handle)
  for (let pages = 1; pages < maxPages && inbox.get().hasMore && !isListed(); pages++) await inbox.loadMore()
}

export const chat: Command = {
  summary: 'Chat with somebody in the terminal',
  arguments: [
    { name: 'user', description: 'Who you are: a demo user, or with --stage your e-mail address' },
    { name: 'other handle', description: 'With whom you chat' },
  ],
  options: targetOptions,
  notes: `Shows the newest messages, and new ones as they arrive. Enter sends a line. Ctrl+C ends the chat, Ctrl+D when everything is sent.\nWithout a terminal, each line of standard input is a message.\n\nInstead of a message, a line can be a command:\n${chatCommands.map((command) => `  ${command}`).join('\n')}`,
  example: 'npm run chat -- bayko londo',
  run: async (values, [user = '', otherHandle = ''], io) => {
    const messenger = createMessenger(await signInToChat(user, values, io))
    const other = await findPerson(messenger, handleFrom(otherHandle))
    const stop = messenger.start()
    try {
      const me = await signedIn(messenger)
      if (me.uuid === other.uuid) throw new CommandError("You can't message yourself.")
      await loadUntilListed(messenger, other.handle)
      const conversation = messenger.conversation(`@${other.handle}`)
      conversation.open()
      const unsent = await show(messenger, conversation, other, io)
      if (unsent > 0) {
        io.writeStderr(unsent === 1 ? '1 message was not sent.' : `${unsent} messages were not sent.`)
        io.fail()
      }
    } finally {
      stop()
    }
  },
}
