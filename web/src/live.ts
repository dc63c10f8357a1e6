import { check, hangUp, isOpen, isPromising, keepLine, resume, say } from './line.ts'
import { catchUpWithAll, inbox, loadConversation, me } from './mailbox.ts'
import { receive } from './receiving.ts'
import { codeOf, RequestError } from './requestError.ts'
import { heedOtherTabs, sendWhatIsLeft } from './sending.ts'
import { createStore } from './store.ts'
import { onTabMessage } from './tabs.ts'
import type { Frame } from './types.ts'

/*
 * Keeps this tab up to date: by a socket where there can be one, and by asking gently where there cannot. What an open
 * socket tells need not be asked for, so it is opened first: then one answer is enough.
 */

export type Connection = 'connecting' | 'live' | 'polling' | 'offline'
export const connection = createStore((_: Connection, next: Connection) => next, 'connecting')

const patienceMs = 1000 // for a socket that is on its way
const pollEveryMs = 5000

let openGroup: string | undefined
let isStarted = false
let asking: ReturnType<typeof setTimeout> | undefined
let begin = () => {}
const begun = new Promise<void>((resolve) => {
  begin = resolve
})

const askIn = (delayMs: number) => {
  if (isStarted) asking ??= setTimeout(askIfSeen, delayMs)
}

const stopAsking = () => {
  clearTimeout(asking)
  asking = undefined
}

const ask = async () => {
  stopAsking()
  try {
    await catchUpWithAll(openGroup)
    if (connection.get() === 'offline') connection.send(isOpen() ? 'live' : 'polling')
    sendWhatIsLeft()
    if (!isOpen()) askIn(pollEveryMs)
  } catch (error) {
    if (!isOpen() || !(error instanceof RequestError) || error.isTransient) askIn(pollEveryMs)
    if (codeOf(error) === 'unreachable') connection.send('offline')
  }
}

let answer: Promise<void> | undefined
let answerAfter: Promise<void> | undefined

/** Asks for all that is new. While an answer is on its way, it is the next that knows what has happened until now. */
export const refresh = (): Promise<void> => {
  const again = () => {
    answerAfter = undefined
    return refresh()
  }
  if (answer) {
    answerAfter ??= answer.then(again, again)
    return answerAfter
  }
  answer = ask().finally(() => {
    answer = undefined
  })
  begin()
  return answer
}

const askIfSeen = () => {
  asking = undefined
  const isSeen = document.visibilityState === 'visible' || !inbox.get().isLoaded
  if (isSeen && navigator.onLine) refresh()
  else askIn(pollEveryMs)
}

const hearer = {
  opened: () => {
    connection.send('live')
    if (isStarted) refresh()
  },
  // Until we know who we are, and ask, all of it is in the answer.
  told: (frame: Frame) => me.get() && receive(frame),
  lost: (failures: number) => {
    if (!navigator.onLine) connection.send('offline')
    else connection.send(failures === 0 ? 'connecting' : 'polling')
    if (isStarted && !inbox.get().isLoaded) refresh()
    else askIn(pollEveryMs)
  },
}

/** Answers whether anybody could be told. */
export const sayTyping = (groupUuid: string): boolean =>
  say({ action: 'typing', message_group_uuid: groupUuid })

/** The conversation that is on the screen: it is kept up to date, too. */
export const follow = (groupUuid: string | undefined) => {
  openGroup = groupUuid
}

export const openConversation = async (groupUuid: string) => {
  await begun
  await loadConversation(groupUuid).catch((error) => {
    codeOf(error)
    askIn(pollEveryMs)
  })
}

/** Before anybody knows who is asking: opening a socket takes a while. */
export const openLine = (): (() => void) => keepLine(hearer)

export const startLive = (): (() => void) => {
  const goOnline = () => {
    stopAsking()
    askIn(resume() ? patienceMs : pollEveryMs)
  }
  const goOffline = () => {
    hangUp()
    connection.send('offline')
  }
  const look = () => {
    if (document.visibilityState !== 'visible') return
    if (!isOpen()) return refresh()
    check()
    sendWhatIsLeft()
  }
  isStarted = true
  onTabMessage(receive)
  heedOtherTabs()
  if (isPromising()) askIn(patienceMs)
  else refresh()
  addEventListener('online', goOnline)
  addEventListener('offline', goOffline)
  document.addEventListener('visibilitychange', look)
  return () => {
    isStarted = false
    stopAsking()
    removeEventListener('online', goOnline)
    removeEventListener('offline', goOffline)
    document.removeEventListener('visibilitychange', look)
  }
}
