import type { Defect } from '../defect.ts'
import { eachOf, startsWith, updates, wholeCondition, withoutPart, withoutWrites } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })

const ofProfileVersion = / AND (attribute_not_exists\(profile_version\)|profile_version = :profile_version)$/

export const defectsOfRenames: Defect[] = [
  {
    name: 'the job of a rename is sent only after it',
    scenario: 'rename-crash',
    edits: [edit('handlers/updateMe.ts', '      await sendWork(job, { delaySeconds })\n', '')],
  },
  {
    name: 'a record brings back the old name',
    scenario: 'rename-send',
    edits: [
      edit(
        'repository/membershipUpdates.ts',
        '  const { groupUuid, place } = newest\n',
        "  const { groupUuid, place, sender } = newest\n  if (sender.uuid !== userUuid) await updateIf({ TableName: env.tableName, Key: membershipKey(userUuid, groupUuid), UpdateExpression: 'SET user_display_name = :name', ConditionExpression: 'attribute_exists(pk)', ExpressionAttributeValues: { ':name': sender.displayName } })\n",
      ),
    ],
  },
  {
    name: 'a conversation starts with the old name',
    scenario: 'rename-start',
    mutation: (_, input) =>
      eachOf(input, ({ ConditionCheck }) =>
        ConditionCheck ? withoutPart(ConditionCheck, ofProfileVersion) : undefined,
      ),
  },
  {
    name: 'an older job overwrites newer names',
    scenario: 'rename-twice',
    mutation: (_, input) =>
      updates(input, /^SET user_display_name/)
        ? withoutPart(input, ' AND (attribute_not_exists(user_version) OR user_version < :version)')
        : undefined,
  },
  {
    name: 'a job notes the end of its work although the names have changed again',
    scenario: 'rename-twice',
    edits: [
      edit(
        'repository/profile.ts',
        "UpdateExpression: 'SET shown_version = :version'",
        "UpdateExpression: 'SET shown_version = profile_version'",
      ),
      edit('repository/profile.ts', ' AND profile_version = :version', ''),
      edit('repository/profile.ts', "    ExpressionAttributeValues: { ':version': profileVersion },\n", ''),
    ],
  },
  {
    name: 'the directory keeps the old name',
    scenario: 'rename-both',
    mutation: (_, input) => withoutWrites(input, ({ Delete }) => startsWith(Delete?.Key, 'DIR#')),
  },
  {
    name: 'a new handle is taken from somebody who has it, or for whom it is reserved',
    scenario: 'rename-handle',
    mutation: (_, input) =>
      eachOf(input, ({ Put }) =>
        Put?.Item?.handle && startsWith(Put.Item, 'HDL#') && /reserved_until/.test(Put.ConditionExpression)
          ? wholeCondition(Put)
          : undefined,
      ),
  },
  {
    name: 'a job brings back the name of an erased person',
    scenario: 'rename-erase',
    mutation: (_, input) =>
      updates(input, /^SET user_display_name/) ? withoutPart(input, 'user_uuid = :user AND ') : undefined,
  },
  {
    name: 'an erasure does not notice a rename',
    scenario: 'rename-name-erase',
    edits: [
      edit(
        'repository/erasure/user.ts',
        "          attributeEquals('profile_version', user.profileVersion),\n        ].join(' AND '),",
        "        ].join(' AND '),",
      ),
      edit('repository/erasure/user.ts', "          ':profile_version': user.profileVersion,\n", ''),
    ],
  },
  {
    name: 'an erasure leaves the reserved handles',
    scenario: 'rename-erase',
    edits: [edit('jobs/eraseUser.ts', '  await freeReservedHandles(user)\n', '')],
  },
]
