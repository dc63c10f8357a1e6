import { describe, expect, test } from '@jest/globals'
import { memoryStorage } from '../../../client/storage.ts'
import { createStoredData } from '../../../client/storedData.ts'
import type { MessengerStorage } from '../../../client/types.ts'
import { migrateStorage } from '../../../web/src/migrateStorage.ts'

const apiUrl = 'https://api.example'
const createdAt = '2026-01-01T12:00:00.000Z'

const unsent = (uuid: string, message: string) =>
  JSON.stringify({ uuid, user_uuid: 'me', display_name: 'Me', handle: 'me', message, created_at: createdAt })

const storageWith = (entries: Record<string, string>): MessengerStorage => {
  const storage = memoryStorage()
  for (const [name, value] of Object.entries(entries)) storage.setItem(name, value)
  return storage
}

const storedFor = (storage: MessengerStorage, userId: string) => {
  const { draft, outbox } = createStoredData(storage, { apiUrl, userId })
  return { draft: draft('group'), outbox: outbox('group').map(({ uuid, text }) => [uuid, text]) }
}

const signedInUserId = 'ann'

describe('what an earlier version has stored', () => {
  test('is where the messenger of its author finds it', () => {
    const storage = storageWith({
      'cruddur.of.ann.draft.group': 'I was about to say',
      'cruddur.of.ann.unsent.group/1': unsent('1', 'one'),
      'cruddur.of.ann.unsent.group/2': unsent('2', 'two'),
      'cruddur.of.ben.draft.group': 'Mine',
    })
    migrateStorage(storage, { apiUrl, signedInUserId })
    expect([storedFor(storage, 'ann'), storedFor(storage, 'ben')]).toEqual([
      {
        draft: 'I was about to say',
        outbox: [
          ['1', 'one'],
          ['2', 'two'],
        ],
      },
      { draft: 'Mine', outbox: [] },
    ])
    expect(storage.names().filter((name) => name.startsWith('cruddur.of.'))).toEqual([])
  })

  test('may have been sent before, so that it is looked for before it gets a new key', () => {
    const storage = storageWith({ 'cruddur.of.ann.unsent.@cat/1': unsent('1', 'one') })
    migrateStorage(storage, { apiUrl, signedInUserId })
    expect(createStoredData(storage, { apiUrl, userId: 'ann' }).outbox('@cat')).toEqual([
      { uuid: '1', text: 'one', createdAt, isAttempted: true },
    ])
  })

  test('without the name of its author belongs to whoever is signed in, and is deleted otherwise', () => {
    const entries = {
      'cruddur.draft.group': 'I was about to say',
      'cruddur.unsent.group/1': unsent('1', 'one'),
    }
    const storage = storageWith(entries)
    migrateStorage(storage, { apiUrl, signedInUserId })
    expect(storedFor(storage, 'ann')).toEqual({ draft: 'I was about to say', outbox: [['1', 'one']] })
    const other = storageWith(entries)
    migrateStorage(other, { apiUrl, signedInUserId: undefined })
    expect(other.names()).toEqual([])
  })

  test('does not replace what this version has stored, and other entries stay', () => {
    const others = { 'cruddur.session': '{}', 'cruddur.draft': 'other', theme: 'dark' }
    const storage = storageWith(others)
    createStoredData(storage, { apiUrl, userId: 'ann' }).setDraft('group', 'New')
    const before = storage.names()
    migrateStorage(storage, { apiUrl, signedInUserId })
    expect(storage.names()).toEqual(before)
    expect(storedFor(storage, 'ann').draft).toBe('New')
  })

  test('stays when the storage is full, and is moved at the next start', () => {
    const storage = storageWith({ 'cruddur.of.ann.draft.group': 'I was about to say' })
    let isFull = true
    const setItem = (name: string, value: string) => {
      if (isFull && name.includes('api.example')) throw new Error('QuotaExceededError')
      storage.setItem(name, value)
    }
    migrateStorage({ ...storage, setItem }, { apiUrl, signedInUserId })
    expect(storage.names()).toEqual(['cruddur.of.ann.draft.group'])
    isFull = false
    migrateStorage({ ...storage, setItem }, { apiUrl, signedInUserId })
    expect(storedFor(storage, 'ann').draft).toBe('I was about to say')
  })

  test('is not looked for where the browser blocks the storage', () => {
    const blocked = () => {
      throw new Error('SecurityError')
    }
    const storage = { ...memoryStorage(), names: blocked }
    expect(() => migrateStorage(storage, { apiUrl, signedInUserId })).not.toThrow()
  })
})
