import type { Page } from 'playwright-core'
import { hueOf } from '../../web/src/hue.ts'
import { aWindowOf, isLive, row } from './browser.ts'
import * as given from './given.ts'
import { createsGroup } from './groups.ts'
import { calls } from './when.ts'

/* A named group in the browser. */

/** Two of the twelve colours of people can be the same. */
const handleOfOtherColour = (than: string): string => {
  const handle = given.aHandle()
  return hueOf(handle) === hueOf(than) ? handleOfOtherColour(than) : handle
}

/** Ann Abel has created the group "Trip" with Ben Bond and Cat Cole. The colours of Ann and Cat differ. */
export const aTrip = async () => {
  const handle = given.aHandle()
  const [ann, ben, cat] = await Promise.all([
    given.aUser({ displayName: 'Ann Abel', handle }),
    given.aUser({ displayName: 'Ben Bond' }),
    given.aUser({ displayName: 'Cat Cole', handle: handleOfOtherColour(handle) }),
  ])
  const { body } = await createsGroup(ann, 'Trip', [ben, cat])
  return { ann, ben, cat, group: String(body.uuid) }
}

/** Writes into a group over the API. Returns the uuid of the message. */
export const writesInto = async (as: { token: string }, groupUuid: string, message: string) => {
  const { body } = await calls('POST', '/api/messages', {
    as,
    body: { message, message_group_uuid: groupUuid },
  })
  return String(body.uuid)
}

/** A window with an open group. */
export const aWindowOn = async (
  user: Parameters<typeof aWindowOf>[0],
  groupUuid: string,
  options: Parameters<typeof aWindowOf>[2] = {},
) => {
  const opened = await aWindowOf(user, `/messages/${groupUuid}`, options)
  await isLive(opened.page)
  return opened
}

export const events = (page: Page) => page.locator('article.event p')

export const groupInfo = (page: Page) => page.getByRole('dialog', { name: 'Group info' })

export const opensGroupInfo = async (page: Page) => {
  await page.getByRole('button', { name: /^\d+ members?$/ }).click()
  return groupInfo(page)
}

export const member = (page: Page, name: string) =>
  groupInfo(page).getByRole('listitem').filter({ hasText: name })

export const tripRow = (page: Page) => row(page, 'Trip')
