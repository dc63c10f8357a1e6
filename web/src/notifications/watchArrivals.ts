import type { Group, Messenger } from '../../../client/types.ts'
import type { MessageNotification, PushedMessage } from '../../worker/notifications.ts'
import { textWithPhotos } from '../attachments/photoText.ts'
import * as texts from '../texts.ts'
import { type Arrivals, isOutOfDate, type Notices, noteArrivals } from './arrivals.ts'
import { isGranted } from './permission.ts'
import { notificationSettings } from './settings.ts'
import { onWorkerMessage, tellWorker } from './worker.ts'

const titleOf = ({ title, last_message: { display_name } }: Group): string =>
  title === undefined ? display_name : texts.personInGroup(display_name, title)

const notificationOf = (group: Group): MessageNotification => {
  const { uuid, last_message, created_at, message } = group
  return {
    groupUuid: uuid,
    message: { uuid: last_message.uuid, created_at },
    title: titleOf(group),
    body: notificationSettings.get().hidesText
      ? texts.wroteToYou
      : textWithPhotos(message, last_message.attachment_count),
  }
}

const isHidden = () => document.visibilityState === 'hidden'

const tellOf = ({ show, update, close }: Notices) => {
  if (!isGranted()) return
  if (!notificationSettings.get().isOff) {
    const type = isHidden() ? 'newMessage' : 'changedMessage' // nothing new is shown while a page is visible
    for (const group of show) tellWorker({ type, notification: notificationOf(group) })
    for (const group of update) tellWorker({ type: 'changedMessage', notification: notificationOf(group) })
  }
  if (close.length > 0) tellWorker({ type: 'closeNotifications', groupUuids: close })
}

/**
 * Tells the worker of new messages while the page is hidden, and of what makes a notification out of date. `onMissed` is called
 * when a message arrives while the page is hidden.
 */
export const watchArrivals = (messenger: Messenger, onMissed: () => void): (() => void) => {
  const inbox = messenger.inbox()
  let arrivals: Arrivals | undefined
  /** The person looks again: the worker may have shown push messages that this page has not heard of, and that were read. */
  let hasMissedPush = false

  const update = () => {
    const { me } = messenger.status.get()
    if (!me || !inbox.get().isLoaded) return
    const blocked = new Set(messenger.blocks.get().users.map(({ uuid }) => uuid))
    const noted = noteArrivals(arrivals, messenger.groups.get(), me.uuid, blocked)
    arrivals = noted.arrivals
    if (noted.notices.show.length > 0 && isHidden()) onMissed()
    tellOf(noted.notices)
  }

  const begin = () => {
    arrivals = undefined
    update()
  }
  /** The message may have been read on another device while its push message was on the way. */
  const onPushed = async (pushed: PushedMessage) => {
    if (messenger.status.get().connection !== 'live') await messenger.refresh()
    const { me } = messenger.status.get()
    if (me && isOutOfDate(pushed, messenger.groups.get(), me.uuid))
      tellWorker({ type: 'closeNotifications', groupUuids: [pushed.groupUuid] })
  }
  const onVisibilityChange = () => {
    hasMissedPush = !isHidden()
  }
  const onGroups = () => {
    if (!hasMissedPush) return update()
    hasMissedPush = false
    begin()
  }

  update()
  document.addEventListener('visibilitychange', onVisibilityChange)
  const stops = [
    messenger.groups.subscribe(onGroups),
    ...[messenger.status, inbox].map((store) => store.subscribe(update)),
    onWorkerMessage('pushed', onPushed),
    () => document.removeEventListener('visibilitychange', onVisibilityChange),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
