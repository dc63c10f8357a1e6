import { isBefore } from '../../client/place.ts'
import { createQueue } from '../../client/singleFlight.ts'
import * as texts from '../src/texts.ts'
import { notificationOf } from './pushMessage.ts'

/* Notifications of new messages. The worker shows them, because all tabs share it. */

/** The notification of a conversation, which is about its newest message. */
export type MessageNotification = {
  groupUuid: string
  message: { uuid: string; created_at: string }
  title: string
  body: string
}

/** What a page sends to the worker. */
export type ToWorker =
  | { type: 'newMessage'; notification: MessageNotification }
  /** What the notification of the conversation has to show, if there is one. */
  | { type: 'changedMessage'; notification: MessageNotification }
  /** All of them without `groupUuids`. */
  | { type: 'closeNotifications'; groupUuids?: readonly string[] }

/** What the worker sends to pages. */
export type FromWorker =
  /** To the page that is to open a conversation, which replies by the port. */
  | { type: 'openConversation'; groupUuid: string }
  /** The notification of a push message is shown. */
  | ({ type: 'pushed' } & PushedMessage)
  /** The push service has ended the subscription of the device, or replaced it. */
  | { type: 'pushSubscriptionChanged' }

export type PushedMessage = Pick<MessageNotification, 'groupUuid' | 'message'>

type Data = Partial<PushedMessage>

type ShownNotification = { title: string; tag: string; body: string; data: unknown; close(): void }

type OpenPage = {
  url: string
  visibilityState: string
  focus(): Promise<unknown>
  navigate(url: string): Promise<unknown>
  postMessage(message: FromWorker, transfer?: unknown[]): void
}

/** The parts of the worker's global scope that are used. */
export type WorkerScope = {
  registration: {
    showNotification(title: string, options: object): Promise<void>
    getNotifications(filter?: { tag: string }): Promise<readonly ShownNotification[]>
  }
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly OpenPage[]>
    openWindow(url: string): Promise<unknown>
  }
}

const pathOf = (groupUuid: string | undefined) => (groupUuid ? `/messages/${groupUuid}` : '/messages')

/** Of what a push message is about, if it cannot be read. */
const unreadableTag = 'unreadable'

export const createNotifications = (
  { registration, clients }: WorkerScope,
  /** A page that has not replied by then does not run, or nobody is signed in there. */
  replyMs = 1000,
) => {
  // One after the other, so that closing a notification never overtakes showing it.
  const inOrder = createQueue()
  /** The newest message of each conversation that was handled, also if its notification is closed by now. */
  const handled = new Map<string, MessageNotification['message']>()

  const pages = () => clients.matchAll({ type: 'window', includeUncontrolled: true })

  const find = async (groupUuid: string) => {
    const [shown] = await registration.getNotifications({ tag: groupUuid })
    const { message } = Object(shown?.data) as Data
    return shown && message && { shown, message }
  }

  const show = async ({ groupUuid, message, title, body }: MessageNotification, isNew: boolean) => {
    await registration.showNotification(title, {
      body,
      tag: groupUuid, // it replaces the one before it
      renotify: isNew,
      silent: !isNew,
      timestamp: Date.parse(message.created_at),
      dir: 'auto',
      icon: '/icon-192.png',
      data: { groupUuid, message } satisfies Data,
    })
  }

  const hasNewest = async ({ groupUuid, message }: MessageNotification) => {
    const newest = handled.get(groupUuid) ?? (await find(groupUuid))?.message
    return newest !== undefined && !isBefore(newest, message)
  }

  const showNew = async (notification: MessageNotification) => {
    const { groupUuid, message } = notification
    if (await hasNewest(notification)) return // another tab was faster
    handled.set(groupUuid, message)
    if ((await pages()).some(({ visibilityState }) => visibilityState === 'visible')) return
    await show(notification, true)
  }

  const showChanged = async (notification: MessageNotification) => {
    const { groupUuid, message, body } = notification
    const found = await find(groupUuid)
    if (!found || isBefore(message, found.message)) return
    const isSame = found.message.uuid === message.uuid && found.shown.body === body
    if (isSame) return
    handled.set(groupUuid, message)
    await show(notification, false)
  }

  /** A browser may end the subscription of a page that shows nothing. What a page has shown before is shown without a sound. */
  const showPushed = async (notification: MessageNotification | undefined) => {
    if (!notification) {
      const options = { body: texts.wroteToYou, tag: unreadableTag, icon: '/icon-192.png', data: {} }
      return registration.showNotification(texts.productName, options)
    }
    const { groupUuid, message } = notification
    if (!(await hasNewest(notification))) {
      handled.set(groupUuid, message)
      return show(notification, true)
    }
    const found = await find(groupUuid)
    const { title, body } = found?.shown ?? notification
    await show({ groupUuid, message: found?.message ?? message, title, body }, false)
  }

  const tellPages = async (message: FromWorker) => {
    for (const page of await pages()) page.postMessage(message)
  }

  const close = async (groupUuids?: readonly string[]) => {
    const shown = await registration.getNotifications()
    for (const notification of shown) {
      if (!groupUuids || groupUuids.includes(notification.tag)) notification.close()
    }
  }

  /** Sends a page the request to open a conversation. Returns whether the page does. */
  const requestOpening = (page: OpenPage, groupUuid: string) =>
    new Promise<boolean>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      const end = (isOpened: boolean) => {
        clearTimeout(timer)
        port1.close()
        resolve(isOpened)
      }
      const timer = setTimeout(end, replyMs, false)
      port1.addEventListener('message', () => end(true))
      port1.start()
      page.postMessage({ type: 'openConversation', groupUuid }, [port2])
    })

  /** In the page that shows the conversation, or was used last; without loading it again. In a new window if there is none. */
  const open = async (groupUuid: string | undefined) => {
    const path = pathOf(groupUuid)
    const all = await pages()
    const page = all.find(({ url }) => new URL(url).pathname === path) ?? all[0]
    if (!page) return clients.openWindow(path)
    await page.focus().catch(() => {}) // some browsers only open windows
    if (!groupUuid) return
    if (await requestOpening(page, groupUuid)) return
    await page.navigate(path).catch(() => clients.openWindow(path))
  }

  return {
    receive: (message: ToWorker): Promise<unknown> => {
      switch (message.type) {
        case 'newMessage':
          return inOrder(() => showNew(message.notification))
        case 'changedMessage':
          return inOrder(() => showChanged(message.notification))
        case 'closeNotifications':
          return inOrder(() => close(message.groupUuids))
      }
    },
    /** With what a push message contains, which is undefined if that is not JSON. */
    pushed: (payload: unknown): Promise<unknown> =>
      inOrder(async () => {
        const notification = notificationOf(payload)
        await showPushed(notification)
        if (!notification) return
        const { groupUuid, message } = notification
        await tellPages({ type: 'pushed', groupUuid, message })
      }),
    subscriptionChanged: (): Promise<unknown> => tellPages({ type: 'pushSubscriptionChanged' }),
    clicked: (notification: ShownNotification): Promise<unknown> => {
      notification.close()
      return open((notification.data as Data).groupUuid)
    },
  }
}
