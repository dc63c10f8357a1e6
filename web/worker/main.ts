import { listenForNotifications } from './listenForNotifications.ts'
import { responseTo } from './responses.ts'
import { removeOtherBuilds, storeBuild } from './storedBuild.ts'
import { worker } from './worker.ts'

/* The service worker of a build. */

worker.addEventListener('install', (event) => {
  event.waitUntil(Promise.all([worker.skipWaiting(), storeBuild()]))
})

worker.addEventListener('activate', (event) => {
  // The browser requests the page while the worker starts.
  const preloading = worker.registration.navigationPreload?.enable()
  event.waitUntil(Promise.all([removeOtherBuilds(), preloading, worker.clients.claim()]))
})

worker.addEventListener('fetch', (event) => {
  const response = responseTo(event)
  if (response) event.respondWith(response)
})

listenForNotifications(worker)
