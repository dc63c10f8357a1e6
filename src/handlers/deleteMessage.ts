import { answerChange } from '../middleware/answerChange.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { deleteMessage } from '../repository/changeMessage.ts'

export const handler = authenticated().handler((event) =>
  answerChange(event, (membership, message) => deleteMessage(membership, message, Date.now)),
)
