import { answerChange } from '../middleware/answerChange.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { removeReaction } from '../repository/changeMessage.ts'

export const handler = authenticated().handler((event) =>
  answerChange(event, (membership, message) => removeReaction(membership, message, Date.now)),
)
