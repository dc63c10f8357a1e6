export const newMessage = 'New message'
export const notifications = 'Notifications'
export const askForNotifications =
  'Get a notification when somebody writes while this page is in the background?'
export const turnOn = 'Turn on'
export const notNow = 'Not now'
export const notificationsAreOn = 'Notifications are on.'
export const notificationsAreBlocked = 'Your browser blocks notifications. You can change this in Settings.'
export const notifyOnThisDevice = 'Notify me on this device'
export const notifyHint = 'When somebody writes while this page is in the background.'
export const showText = 'Show the text in notifications'
export const showTextHint = 'Otherwise, a notification only says who has written.'
export const allowInBrowser =
  "Your browser blocks notifications of this site. Allow them in the site's settings, next to the address, to turn them on here."
export const notSupported = "This browser can't show notifications of this page."
