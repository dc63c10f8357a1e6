import type { Scenario } from './scenario.ts'
import { accounts } from './scenarios/accounts.ts'
import { blocks } from './scenarios/blocks.ts'
import { browsers } from './scenarios/browsers.ts'
import { catchUps } from './scenarios/catchUps.ts'
import { changedRows } from './scenarios/changedRows.ts'
import { deletions } from './scenarios/deletions.ts'
import { edits } from './scenarios/edits.ts'
import { erasures } from './scenarios/erasures.ts'
import { inboxes } from './scenarios/inboxes.ts'
import { lists } from './scenarios/lists.ts'
import { namedGroupEnds } from './scenarios/namedGroupEnds.ts'
import { namedGroupPeople } from './scenarios/namedGroupPeople.ts'
import { namedGroups } from './scenarios/namedGroups.ts'
import { pictureEnds } from './scenarios/pictureEnds.ts'
import { pictures } from './scenarios/pictures.ts'
import { reactions } from './scenarios/reactions.ts'
import { renames } from './scenarios/renames.ts'
import { retries } from './scenarios/retries.ts'
import { settling } from './scenarios/settling.ts'
import { sockets } from './scenarios/sockets.ts'
import { starts } from './scenarios/starts.ts'
import { users } from './scenarios/users.ts'

export const scenarios: Scenario[] = [
  ...retries,
  ...starts,
  ...inboxes,
  ...settling,
  ...sockets,
  ...erasures,
  ...lists,
  ...blocks,
  ...edits,
  ...reactions,
  ...changedRows,
  ...catchUps,
  ...users,
  ...renames,
  ...namedGroups,
  ...namedGroupEnds,
  ...namedGroupPeople,
  ...pictures,
  ...pictureEnds,
  ...browsers,
  ...deletions,
  ...accounts,
]
