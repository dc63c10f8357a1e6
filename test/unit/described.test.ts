import { describe, expect, test } from '@jest/globals'
import { expectDescribed } from '../steps/described.ts'

const profile = {
  uuid: '6f1a1d2e-93b5-4b1f-8d6a-2f0c5c7e1a01',
  handle: 'bayko',
  display_name: 'Andrew Bayko',
}
const sent = {
  uuid: 'u',
  user_uuid: 'u',
  display_name: 'Andrew Bayko',
  handle: 'bayko',
  message: 'hi',
  created_at: '2025-10-26T08:00:00.000Z',
  revision: 0,
}

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  body,
  headers: new Headers({ 'content-type': 'application/json', 'x-request-id': 'an-id', ...headers }),
})
const link = (text: string) => ({ link: text })

describe('a response is accepted', () => {
  test.each([
    ['GET', '/api/users/@bayko/short', answer(200, profile)],
    ['GET', '/api/users/%40bayko/short', answer(404, ['user_not_found'])],
    ['GET', '/api/users/@/short', answer(404, ['user_not_found'])],
    ['GET', '/api/users/bayko/short', answer(404, ['route_not_found'])],
    ['GET', '/api/message_groups?limit=0', answer(400, ['limit_invalid'])],
    ['GET', '/api/messages/u', answer(200, [sent], link('</api/messages/u?limit=1&before=x>; rel="next"'))],
    ['POST', '/api/messages', answer(200, { ...sent, message_group_uuid: 'g' })],
    ['DELETE', '/api/messages', answer(404, ['route_not_found'])],
    ['OPTIONS', '/api/messages', answer(204, undefined)],
  ])('%s %s', async (method, target, one) => {
    await expectDescribed(method, target, one)
  })
})

describe('a response is rejected', () => {
  test.each([
    ['with a status that is not described', 'GET', '/api/users/me', answer(201, profile)],
    [
      'without a required field',
      'GET',
      '/api/users/me',
      answer(200, { uuid: profile.uuid, handle: 'bayko' }),
    ],
    ['with an undescribed field', 'GET', '/api/users/me', answer(200, { ...profile, cognito_user_id: 'x' })],
    [
      'with a time in another form',
      'POST',
      '/api/messages',
      answer(200, { ...sent, message_group_uuid: 'g', created_at: '2025-10-26' }),
    ],
    ['without the conversation of what was sent', 'POST', '/api/messages', answer(200, sent)],
    ['with an object instead of a list', 'GET', '/api/message_groups', answer(200, { groups: [] })],
    ['with an error that is an object', 'GET', '/api/users/me', answer(401, { message: 'Unauthorized' })],
    ['with no code', 'GET', '/api/users/me', answer(401, [])],
    ['with an unknown code', 'GET', '/api/users/me', answer(401, ['who_knows'])],
    ["with another status's code", 'GET', '/api/users/me', answer(401, ['user_unknown'])],
    ["with another route's code", 'GET', '/api/users/me', answer(404, ['user_not_found'])],
    ['where there is no route', 'GET', '/api/user', answer(200, [])],
    ['with another 404 code where there is no route', 'GET', '/api', answer(404, ['user_not_found'])],
    ['that is not JSON', 'GET', '/api/users/me', answer(200, profile, { 'content-type': 'text/html' })],
    ['without a request id', 'GET', '/api/users/me', answer(200, profile, { 'x-request-id': '' })],
    ['with an invalid Link', 'GET', '/api/message_groups', answer(200, [], link('next'))],
    [
      'with a Link where there are no pages',
      'GET',
      '/api/users/me',
      answer(200, profile, link('</x>; rel="next"')),
    ],
  ])('%s', async (_, method, target, one) => {
    await expect(expectDescribed(method, target, one)).rejects.toThrow(`${method} ${target} answered`)
  })
})
