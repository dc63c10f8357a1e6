import people from './people.json' with { type: 'json' }

export type SeedPerson = (typeof people)[number]

export { people }
