import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import { claimFrom } from '../domain/claim.ts'
import type { User } from '../domain/user.ts'
import { env } from '../env.ts'
import { documents } from './client.ts'
import { claimPartition } from './keys.ts'
import { getUserByUuid } from './users.ts'

const maxUsers = 2 // enough to tell that an address is ambiguous

/** Lists the imported users with an e-mail address, at most two. A single one can be claimed; two are ambiguous. */
export const listImportedUsers = async (address: string): Promise<User[]> => {
  const claim = claimFrom(address)
  if (claim === undefined) return []
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: env.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': claimPartition(claim) },
      ConsistentRead: true,
      Limit: maxUsers,
    }),
  )
  const users = await Promise.all(Items.map(({ sk }) => getUserByUuid(String(sk))))
  return users.filter((user) => user?.claim === claim) as User[]
}
