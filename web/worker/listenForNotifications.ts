import { createNotifications } from './notifications.ts'

const contentOf = ({ data }: PushEvent): unknown => {
  try {
    return data?.json()
  } catch {
    return undefined
  }
}

export const listenForNotifications = (worker: ServiceWorkerGlobalScope) => {
  const notifications = createNotifications(worker)

  worker.addEventListener('message', (event) => {
    event.waitUntil(notifications.receive(event.data))
  })

  worker.addEventListener('push', (event) => {
    event.waitUntil(notifications.pushed(contentOf(event)))
  })

  // A page registers the new subscription, because only pages have the tokens for that; the next one if none is open.
  worker.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(notifications.subscriptionChanged())
  })

  worker.addEventListener('notificationclick', (event) => {
    event.waitUntil(notifications.clicked(event.notification))
  })
}
