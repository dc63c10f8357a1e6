import { describe, expect, test } from '@jest/globals'
import type { PushPayload } from '../../../src/domain/webPush.ts'
import { createNotifications } from '../../../web/worker/notifications.ts'
import { aNotification, aNotificationScope } from '../../steps/notificationScope.ts'

/** What the server sends of a message that Ann wrote so many minutes past nine. */
const aPush = (
  minutes: number,
  shown: Pick<PushPayload['message'], 'message' | 'attachment_count'> = { message: `message ${minutes}` },
  more: Pick<PushPayload, 'title'> = {},
): PushPayload => {
  const { groupUuid, message } = aNotification(minutes)
  const by = { user_uuid: 'ann', user_display_name: 'Ann Abel' }
  return { type: 'message', message_group_uuid: groupUuid, message: { ...message, ...by, ...shown }, ...more }
}

const aWorker = () => {
  const scope = aNotificationScope()
  const { receive, clicked, pushed, subscriptionChanged } = createNotifications(scope.scope, 50)
  const clicks = async (tag: string) => {
    const [notification] = await scope.scope.registration.getNotifications({ tag })
    if (notification) await clicked(notification)
  }
  return {
    ...scope,
    receive,
    clicks,
    pushed,
    subscriptionChanged,
    newPush: (...input: Parameters<typeof aPush>) => pushed(aPush(...input)),
    newMessage: (...input: Parameters<typeof aNotification>) =>
      receive({ type: 'newMessage', notification: aNotification(...input) }),
  }
}

describe('the worker shows a notification', () => {
  test('of the newest message of each conversation', async () => {
    const { newMessage, shown } = aWorker()
    await newMessage(1)
    await newMessage(2, { groupUuid: 'with cat', title: 'Cat Cole' })
    await newMessage(3)
    expect([...shown.values()].map(({ title, options: { body } }) => [title, body])).toEqual([
      ['Ann Abel', 'message 3'],
      ['Cat Cole', 'message 2'],
    ])
    expect(shown.get('with ann')?.options).toMatchObject({ renotify: true, silent: false, tag: 'with ann' })
  })

  test('once, however many tabs have received the message, and however late', async () => {
    const { newMessage, receive, log, scope } = aWorker()
    await Promise.all([newMessage(1), newMessage(1), newMessage(2), newMessage(1), newMessage(2)])
    expect(log).toEqual(['Ann Abel: message 1', 'Ann Abel: message 2'])
    await receive({ type: 'closeNotifications' })
    await newMessage(2)
    expect(log.length).toBe(2)

    // The browser ends a worker at any time.
    await newMessage(3)
    await createNotifications(scope).receive({ type: 'newMessage', notification: aNotification(3) })
    expect(log.length).toBe(3)
  })

  test('unless a page is visible, and also not later', async () => {
    const { newMessage, aPage, closePages, log } = aWorker()
    aPage('/messages')
    aPage('/messages/with-cat', { visibilityState: 'visible' })
    await newMessage(1)
    closePages()
    await newMessage(1)
    expect(log).toEqual([])
    await newMessage(2)
    expect(log).toEqual(['Ann Abel: message 2'])
  })
})

describe('a notification that is shown', () => {
  test('is changed without a sound, if it is of the message that was changed', async () => {
    const { newMessage, receive, shown, log } = aWorker()
    await newMessage(1)
    const edited = { body: 'edited' }
    await receive({ type: 'changedMessage', notification: aNotification(0, edited) })
    await receive({ type: 'changedMessage', notification: aNotification(1, edited) })
    await receive({ type: 'changedMessage', notification: aNotification(1, edited) })
    expect(log).toEqual(['Ann Abel: message 1', 'Ann Abel: edited'])
    expect(shown.get('with ann')?.options).toMatchObject({ renotify: false, silent: true })
  })

  test('is replaced by a newer message without a sound, so that nobody can read there what was deleted meanwhile', async () => {
    const { newMessage, receive, shown, log } = aWorker()
    await newMessage(1)
    await receive({ type: 'changedMessage', notification: aNotification(2) })
    expect(shown.get('with ann')?.options).toMatchObject({ body: 'message 2', silent: true })
    await newMessage(2) // another tab was slower
    expect(log).toEqual(['Ann Abel: message 1', 'Ann Abel: message 2'])
  })

  test('that was closed does not come back when its message is changed', async () => {
    const { newMessage, receive, shown } = aWorker()
    newMessage(1)
    receive({ type: 'closeNotifications', groupUuids: ['with ann'] })
    await receive({ type: 'changedMessage', notification: aNotification(1, { body: 'edited' }) })
    expect(shown.size).toBe(0)
  })

  test('is closed with those of the same conversations, or with all', async () => {
    const { newMessage, receive, shown } = aWorker()
    for (const groupUuid of ['with ann', 'with cat', 'with dan']) await newMessage(1, { groupUuid })
    await receive({ type: 'closeNotifications', groupUuids: ['with ann'] })
    expect([...shown.keys()]).toEqual(['with cat', 'with dan'])
    await receive({ type: 'closeNotifications' })
    expect([...shown.keys()]).toEqual([])
  })
})

describe('a push message', () => {
  const untimed = { ...aPush(1), message: { ...aPush(1).message, created_at: 'soon' } }

  test.each([
    ['with its text', aPush(1), 'Ann Abel: message 1'],
    ['of a named group', aPush(1, { message: 'Hi' }, { title: 'Trip' }), 'Ann Abel in Trip: Hi'],
    ['with photos only', aPush(1, { message: '', attachment_count: 3 }), 'Ann Abel: 3 photos'],
    ['with photos and a text', aPush(1, { message: 'Look', attachment_count: 1 }), 'Ann Abel: Look'],
    ['without the text, which the person hides', aPush(1, {}), 'Ann Abel: New message'],
    ['that is not JSON', undefined, 'Cruddur Messages: New message'],
    ['of another kind', { type: 'news' }, 'Cruddur Messages: New message'],
    ['that is incomplete', { type: 'message', message: {} }, 'Cruddur Messages: New message'],
    ['with a time that is none', untimed, 'Cruddur Messages: New message'],
  ])('%s is shown', async (_, payload, expected) => {
    const { pushed, log } = aWorker()
    await pushed(payload)
    expect(log).toEqual([expected])
  })

  test('is shown with a sound, also while a page is visible, and pages are told', async () => {
    const { newPush, aPage, shown } = aWorker()
    const events = aPage('/messages', { visibilityState: 'visible' })
    await newPush(1)
    expect(shown.get('with ann')?.options).toMatchObject({ renotify: true, silent: false })
    expect(events).toEqual(['pushed'])
  })

  test('that cannot be read is nothing that pages are told of', async () => {
    const { pushed, aPage } = aWorker()
    const events = aPage('/messages', { visibilityState: 'visible' })
    await pushed(undefined)
    expect(events).toEqual([])
  })

  test('that is late, or that a page has shown before, keeps the newest notification, without a sound', async () => {
    const { newMessage, newPush, shown, log } = aWorker()
    await newMessage(2)
    await newPush(1)
    await newPush(2)
    expect(shown.get('with ann')?.options).toMatchObject({ body: 'message 2', silent: true })
    await newPush(3)
    await newMessage(3)
    expect(shown.get('with ann')?.options).toMatchObject({ body: 'message 3', silent: false })
    expect(log.length).toBe(4)
  })

  test('of a message whose notification is closed is shown without a sound, because a browser demands it', async () => {
    const { newMessage, newPush, receive, shown } = aWorker()
    await newMessage(1)
    await receive({ type: 'closeNotifications' })
    await newPush(1)
    expect(shown.get('with ann')?.options).toMatchObject({ body: 'message 1', silent: true })
  })

  test('can be clicked: it opens its conversation, or the client if it cannot be read', async () => {
    const { newPush, pushed, clicks, openedWindows, aPage } = aWorker()
    await newPush(1)
    await clicks('with ann')
    await pushed(undefined)
    await clicks('unreadable')
    expect(openedWindows).toEqual(['/messages/with ann', '/messages'])
    await pushed(undefined)
    const events = aPage('/messages/with-cat')
    await clicks('unreadable')
    expect(events).toEqual(['focused'])
  })
})

test('pages are told that the push service has ended the subscription', async () => {
  const { subscriptionChanged, aPage } = aWorker()
  const pages = [aPage('/messages'), aPage('/messages/with-cat')]
  await subscriptionChanged()
  expect(pages).toEqual([['pushSubscriptionChanged'], ['pushSubscriptionChanged']])
})

describe('a click on a notification', () => {
  const aClicked = async (
    pages: [path: string, options?: Parameters<ReturnType<typeof aWorker>['aPage']>[1]][],
  ) => {
    const { aPage, newMessage, clicks, shown, openedWindows } = aWorker()
    const events = pages.map(([path, options]) => aPage(path, options))
    await newMessage(1, { groupUuid: 'ann' })
    await clicks('ann')
    expect(shown.size).toBe(0)
    return { events, openedWindows }
  }

  test('opens the conversation in the tab that was used last, without loading it', async () => {
    const { events, openedWindows } = await aClicked([['/messages'], ['/messages/cat']])
    expect(events).toEqual([[], ['focused', 'opened ann']])
    expect(openedWindows).toEqual([])
  })

  test('goes to the tab that shows the conversation already', async () => {
    const { events } = await aClicked([['/messages/ann?search=hello'], ['/messages/cat']])
    expect(events).toEqual([['focused', 'opened ann'], []])
  })

  test('opens a window if there is none', async () => {
    expect((await aClicked([])).openedWindows).toEqual(['/messages/ann'])
  })

  test('loads the conversation in a tab that does not respond, where somebody may have to sign in first', async () => {
    const { events, openedWindows } = await aClicked([['/signin', { replies: false }]])
    expect(events).toEqual([['focused', 'loaded /messages/ann']])
    expect(openedWindows).toEqual([])
  })

  test('opens a window if the tab can not be used', async () => {
    const { openedWindows } = await aClicked([['/signin', { replies: false, isControlled: false }]])
    expect(openedWindows).toEqual(['/messages/ann'])
  })
})
