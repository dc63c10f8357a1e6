import { configured, openSocket } from './network.ts'
import { codeOf } from './requestError.ts'
import { backoffMs } from './retry.ts'
import { accessToken, renewalIsDueAt } from './session.ts'
import type { Action, Frame } from './types.ts'

/*
 * One socket, kept open: another follows when it is lost, and before its token runs out.
 */

const pingEveryMs = 4 * 60_000 // a socket that says nothing for ten minutes is cut
const answersWithinMs = 3000
const lastsMs = 60_000 // one that is lost sooner was of little use

type Hearer = {
  /** From here on all is told. What was before is another matter. */
  opened: () => void
  told: (frame: Frame) => void
  /** There is none, and that is for the so-manieth time. */
  lost: (failures: number) => void
}

type Socket = ReturnType<typeof openSocket>
let hearer: Hearer
let socket: Socket | undefined
let opening: Socket | undefined
let openedAt = 0
let failures = 0
let attempt = 0
let retry: ReturnType<typeof setTimeout> | undefined
let renewal: ReturnType<typeof setTimeout> | undefined
const heard = new WeakMap<Socket, number>()

export const isOpen = (): boolean => socket !== undefined

/** Whether one may be open at any moment. */
export const isPromising = (): boolean => !socket && failures === 0

/** Answers whether anybody could be told. */
export const say = (action: Action): boolean => socket?.say(action) ?? false

/** A socket that was cut off without a word looks as ever. */
const answers = (asked: Socket): Promise<boolean> => {
  const before = heard.get(asked)
  asked.say({ action: 'ping' })
  return new Promise((resolve) => {
    setTimeout(() => resolve(heard.get(asked) !== before), answersWithinMs)
  })
}

const letGo = () => {
  if (socket && Date.now() - openedAt >= lastsMs) failures = 0
  socket = undefined
}

const later = () => {
  if (socket) return // the old one does, for as long as it may
  hearer.lost(failures)
  clearTimeout(retry)
  retry = setTimeout(connect, backoffMs(failures))
  failures += 1
}

const take = async (mine: Socket) => {
  const former = socket
  socket = mine
  opening = undefined
  openedAt = Date.now()
  clearTimeout(renewal)
  renewal = setTimeout(connect, Math.max(renewalIsDueAt() - Date.now(), 0))
  if (!former) return hearer.opened()
  // What was sent to the former is still on its way; one that no longer answers may have missed something.
  const wasAlive = await answers(former)
  former.close()
  if (!wasAlive && mine === socket) hearer.opened()
}

const connect = async () => {
  clearTimeout(retry)
  if (!configured().webSocketUrl) {
    failures += 1
    return hearer.lost(failures)
  }
  attempt += 1
  const thisAttempt = attempt
  const token = await accessToken().catch((error) => {
    // An unauthorized one has no session any more, and soon no page.
    if (codeOf(error) !== 'unauthorized' && thisAttempt === attempt) later()
  })
  if (!token || thisAttempt !== attempt) return // or another has begun, or nobody wants one any more
  opening?.close()
  const mine = openSocket(token, {
    opened: () => take(mine),
    told: (frame) => {
      heard.set(mine, (heard.get(mine) ?? 0) + 1)
      hearer.told(frame)
    },
    closed: () => {
      if (mine === opening) opening = undefined
      else if (mine === socket) letGo()
      else return
      later()
    },
  })
  opening = mine
}

export const hangUp = () => {
  attempt += 1
  clearTimeout(retry)
  clearTimeout(renewal)
  opening?.close()
  socket?.close()
  opening = undefined
  letGo()
}

/** There is a network again. Answers whether a socket is tried at once: it is, unless that has come to nothing before. */
export const resume = (): boolean => {
  const isFirst = failures === 0
  if (isFirst) {
    failures = 1
    connect()
  } else later()
  return isFirst
}

/** Finds out whether the socket still is one, and opens another if not. */
export const check = async () => {
  const asked = socket
  if (!asked || (await answers(asked)) || asked !== socket) return
  hangUp()
  hearer.lost(failures)
  connect()
}

export const keepLine = (who: Hearer): (() => void) => {
  hearer = who
  connect()
  const pinging = setInterval(check, pingEveryMs)
  return () => {
    hangUp()
    clearInterval(pinging)
  }
}
