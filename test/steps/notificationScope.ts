import type { MessagePort } from 'node:worker_threads'
import type { FromWorker, MessageNotification, WorkerScope } from '../../web/worker/notifications.ts'

/** What the worker's notifications use of a browser. The browser of the tests has no notifications. */
export const aNotificationScope = () => {
  const shown = new Map<string, { title: string; options: Record<string, unknown> }>()
  const pages: Page[] = []
  const openedWindows: string[] = []
  const log: string[] = []

  type Page = Awaited<ReturnType<WorkerScope['clients']['matchAll']>>[number]

  const scope: WorkerScope = {
    registration: {
      showNotification: async (title, options) => {
        const { tag, body, ...others } = options as { tag: string; body: string }
        shown.set(tag, { title, options: { tag, body, ...others } })
        log.push(`${title}: ${body}`)
      },
      getNotifications: async (filter) =>
        [...shown]
          .filter(([tag]) => !filter || filter.tag === tag)
          .map(([tag, { title, options }]) => ({
            title,
            tag,
            body: String(options.body),
            data: options.data,
            close: () => shown.delete(tag),
          })),
    },
    clients: {
      matchAll: async () => pages,
      openWindow: async (url) => openedWindows.push(url),
    },
  }

  /** Opens a page, which was used after the others. `replies`: somebody is signed in there. */
  const aPage = (path: string, { visibilityState = 'hidden', replies = true, isControlled = true } = {}) => {
    const events: string[] = []
    pages.unshift({
      url: `https://cruddur.example${path}`,
      visibilityState,
      focus: async () => events.push('focused'),
      navigate: async (url) => {
        if (!isControlled) throw new TypeError('This service worker is not the active one of the page')
        events.push(`loaded ${url}`)
      },
      postMessage: (message: FromWorker, [port] = []) => {
        if (!replies) return
        if (message.type !== 'openConversation') return events.push(message.type)
        events.push(`opened ${message.groupUuid}`)
        const reply = port as MessagePort
        reply.postMessage('opened')
        reply.close()
      },
    })
    return events
  }

  return {
    scope,
    shown,
    /** Everything that was shown. */
    log,
    openedWindows,
    aPage,
    closePages: () => pages.splice(0),
  }
}

/** The notification of a message that Ann wrote so many minutes past nine. */
export const aNotification = (minutes: number, changes: Partial<MessageNotification> = {}) => ({
  groupUuid: 'with ann',
  message: { uuid: `m${minutes}`, created_at: new Date(Date.UTC(2026, 2, 3, 9, minutes)).toISOString() },
  title: 'Ann Abel',
  body: `message ${minutes}`,
  ...changes,
})
