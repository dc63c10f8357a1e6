import { describe, expect, test } from '@jest/globals'
import { handleIn, matching } from '../../../web/src/search.ts'

const zoe = { display_name: 'Zoë Ångström', handle: 'zoe_22' }

describe('a query', () => {
  test.each(['zoe', 'ZOË', 'angstrom', 'Ångström Zoë', 'ström', 'zoe_2', '@zoe', '22 zo'])(
    '%s finds a person',
    (query) => {
      expect(matching(query)(zoe)).toBe(true)
    },
  )

  test.each(['zoe bond', '@22', 'angstroem', 'x'])('%s does not', (query) => {
    expect(matching(query)(zoe)).toBe(false)
  })

  test.each([
    [' @Zoe_22 ', 'zoe_22'],
    ['zoe', 'zoe'],
    ['zoe angstrom', ''],
    ['@', ''],
    [' ', ''],
  ])('%j may be the handle %j', (query, handle) => {
    expect(handleIn(query)).toBe(handle)
  })
})
