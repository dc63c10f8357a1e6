import { createNotifications } from './notifications.ts'

export const listenForNotifications = (worker: ServiceWorkerGlobalScope) => {
  const notifications = createNotifications(worker)

  worker.addEventListener('message', (event) => {
    event.waitUntil(notifications.receive(event.data))
  })

  worker.addEventListener('notificationclick', (event) => {
    event.waitUntil(notifications.clicked(event.notification))
  })
}
