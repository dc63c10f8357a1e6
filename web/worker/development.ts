import { listenForNotifications } from './listenForNotifications.ts'
import { worker } from './worker.ts'

/* The service worker of the development server. It stores nothing, because the files change without a build. */

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()))

worker.addEventListener('activate', (event) => {
  const preloading = worker.registration.navigationPreload?.disable() // a build on the same port may have enabled it
  event.waitUntil(Promise.all([preloading, worker.clients.claim()]))
})

listenForNotifications(worker)
