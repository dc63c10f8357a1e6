import { describe, expect, test } from '@jest/globals'
import { refusal } from './fakeCognito.ts'
import { anAnnInTwoTabs } from './world.ts'

const signedOut = { name: 'signedOut' }

describe('signing out', () => {
  test('ends the session in all tabs and at Cognito, also if the page is left meanwhile', async () => {
    const { tab, other, token, othersToken, device, cognito, stored } = await anAnnInTwoTabs()
    const { refreshToken } = stored()
    const done = tab.signOut()
    expect(tab.state.get()).toEqual(signedOut)
    expect([...device.entries]).toEqual([])
    device.deliver()
    expect(other.state.get()).toEqual(signedOut)
    await expect(token()).rejects.toThrow('unauthorized')
    await expect(othersToken()).rejects.toThrow('unauthorized')
    await done
    expect(cognito.isValid(refreshToken)).toBe(false)
    expect(cognito.requests.map(({ action, init }) => [action, init.keepalive])).toEqual([
      ['InitiateAuth', false],
      ['RevokeToken', true],
    ])
  })

  test.each([
    ['offline', () => Promise.reject(new TypeError('Failed to fetch'))],
    ['while Cognito throttles', () => refusal('TooManyRequestsException')],
  ])('works %s', async (_, answer) => {
    const { tab, other, device, cognito } = await anAnnInTwoTabs()
    cognito.answerAll(answer)
    await tab.signOut()
    device.deliver()
    for (const { state } of [tab, other]) expect(state.get()).toEqual(signedOut)
    expect([...device.entries]).toEqual([])
  })

  test('revokes the session that another tab has stored, even if no event told of it', async () => {
    const { other, tab, ben, cognito, stored } = await anAnnInTwoTabs()
    await other.signIn(ben.email, ben.password)
    const { refreshToken } = stored()
    await tab.signOut()
    expect(cognito.isValid(refreshToken)).toBe(false)
  })

  test('forgets whose session has expired', async () => {
    const { tab, token, device, cognito } = await anAnnInTwoTabs()
    cognito.revokeAll()
    await expect(token(await token())).rejects.toThrow('unauthorized')
    await tab.signOut()
    expect([...device.entries]).toEqual([])
    expect(tab.state.get()).toEqual(signedOut)
  })

  test('happens in all tabs when the storage is cleared', async () => {
    const { tab, other, device } = await anAnnInTwoTabs()
    device.clear()
    device.deliver()
    for (const { state } of [tab, other]) expect(state.get()).toEqual(signedOut)
  })
})

describe('signing out during a renewal in another tab', () => {
  test.each([true, false])('is not undone by it; events delivered: %s', async (isDelivered) => {
    const { tab, token, other, device, cognito } = await anAnnInTwoTabs()
    const held = cognito.holdRenewal()
    const renewed = token(await token())
    await held.asked
    await other.signOut()
    if (isDelivered) device.deliver()
    held.release()
    await expect(renewed).rejects.toMatchObject({ code: 'unauthorized', status: 401 })
    expect([...device.entries]).toEqual([])
    device.deliver()
    for (const { state } of [tab, other]) expect(state.get()).toEqual(signedOut)
  })

  test.each(['NotAuthorizedException', 'TooManyRequestsException'])(
    'is not undone by one that ends with %s',
    async (error) => {
      const { token, other, device, cognito, tab } = await anAnnInTwoTabs()
      cognito.renewalAnswers.push(async () => {
        await other.signOut()
        return refusal(error)
      })
      await expect(token(await token())).rejects.toMatchObject({ name: 'MessengerError' })
      expect([...device.entries]).toEqual([])
      expect(tab.state.get()).toEqual(signedOut)
    },
  )

  // The renewing tab finds the session, the other tab removes it, and then the renewing tab stores the new one.
  const aCloseRace = async () => {
    let beforeWrite = () => {}
    const world = await anAnnInTwoTabs()
    const renewing = world.aTab({ beforeWrite: () => beforeWrite() })
    const token = renewing.getTokenOf(world.userId)
    const first = await token()
    beforeWrite = () => {
      beforeWrite = () => {}
      world.other.signOut()
    }
    return { ...world, renewing, renew: () => token(first) }
  }

  test('wins over a result that was stored just then, in the tab that stored it', async () => {
    const { renewing, other, device, renew } = await aCloseRace()
    await renew()
    device.deliverTo(renewing.storage)
    expect([...device.entries]).toEqual([])
    expect(renewing.state.get()).toEqual(signedOut)
    device.deliver()
    expect(other.state.get()).toEqual(signedOut)
  })

  test('wins over a result that was stored just then, in the tab that has signed out', async () => {
    const { renewing, other, device, renew } = await aCloseRace()
    await renew()
    device.deliverTo(other.storage)
    expect([...device.entries]).toEqual([])
    expect(other.state.get()).toEqual(signedOut)
    device.deliver()
    expect(renewing.state.get()).toEqual(signedOut)
  })

  test('wins over a refusal that was stored just then', async () => {
    const { renewing, cognito, device, renew } = await aCloseRace()
    cognito.revokeAll()
    await expect(renew()).rejects.toThrow('unauthorized')
    device.deliver()
    expect([...device.entries]).toEqual([])
    expect(renewing.state.get()).toEqual(signedOut)
  })

  test('does not end a session that the same person has begun since', async () => {
    const { tab, other, token, ann, device, userId, stored } = await anAnnInTwoTabs()
    await other.signOut()
    await other.signIn(ann.email, ann.password)
    device.deliver()
    for (const { state } of [tab, other]) expect(state.get()).toEqual({ name: 'signedIn', userId })
    expect(await token()).toBe(stored().accessToken)
  })
})
