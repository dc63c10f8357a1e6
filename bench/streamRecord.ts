import { marshall } from '@aws-sdk/util-dynamodb'
import type { DynamoDBRecord } from 'aws-lambda'
import type { Message } from '../src/domain/message.ts'
import { messageItem } from '../src/repository/messages.ts'

/** The stream record of a new message. */
export const streamRecordOf = (message: Message): DynamoDBRecord => {
  const NewImage = marshall(messageItem(message), { removeUndefinedValues: true })
  const { pk, sk } = NewImage
  return {
    eventName: 'INSERT',
    dynamodb: { SequenceNumber: '1', Keys: { pk, sk }, NewImage },
  } as DynamoDBRecord
}
