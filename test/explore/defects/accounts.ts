import type { Defect } from '../defect.ts'
import { eachOf, startsWith, withoutPart } from '../mutations.ts'

const edit = (file: string, from: string, to: string) => ({ file: `src/${file}`, from, to })

const deleting = 'handlers/deleteMe.ts'
const erasing = 'jobs/eraseUser.ts'
const exporting = 'jobs/exportUser.ts'

export const defectsOfAccounts: Defect[] = [
  {
    name: 'the job that erases a person is sent after they are marked',
    scenario: 'delete-me',
    edits: [
      edit(deleting, "  await sendWork({ kind: 'erase_user', user_uuid: user.uuid })\n", ''),
      edit(
        deleting,
        '  await markUser(user.uuid, now)\n',
        "  await markUser(user.uuid, now)\n  await sendWork({ kind: 'erase_user', user_uuid: user.uuid })\n",
      ),
    ],
  },
  {
    name: 'the job that erases a person does not wait for requests that are under way',
    scenario: 'delete-me-send',
    edits: [edit(erasing, '    delaySeconds: Math.ceil(reachMs / 1000),\n', '')],
  },
  {
    name: 'the job that erases a person forgets the conversations that it has not begun',
    scenario: 'delete-me',
    edits: [
      edit(
        erasing,
        '  if (isCut || rows.isCut()) return { job: { ...job, places } }\n',
        '  if (isCut) return { job: { ...job, places } }\n',
      ),
    ],
  },
  {
    name: 'the job that erases a person ends at a membership that another delivery has deleted',
    scenario: 'delete-me-twice',
    edits: [
      edit(
        'repository/erasure/user.ts',
        "import { attributeEquals, repeatChange, transactWrite, updateIf, type Write } from '../writes.ts'",
        "import { attributeEquals, repeatChange, transactWrite, type Write } from '../writes.ts'\nimport { UpdateCommand } from '@aws-sdk/lib-dynamodb'\nconst updateIf = async (update: never) => Boolean(await documents.send(new UpdateCommand(update)))",
      ),
    ],
  },
  {
    name: 'the job that erases a person leaves the account in the user pool',
    scenario: 'delete-me',
    edits: [
      edit(erasing, '  if (user.cognitoUserId !== undefined) await deleteAccount(user.cognitoUserId)\n', ''),
    ],
  },
  {
    name: 'the job that erases a person frees the Cognito id before the account is deleted',
    scenario: 'delete-me',
    edits: [
      edit(
        erasing,
        '  if (user.cognitoUserId !== undefined) await deleteAccount(user.cognitoUserId)\n  await freeNames(user.uuid)\n',
        '  await freeNames(user.uuid)\n  if (user.cognitoUserId !== undefined) await deleteAccount(user.cognitoUserId)\n',
      ),
    ],
  },
  {
    name: 'a sign-out is lost when the profile changes meanwhile',
    scenario: 'sign-out-rename',
    mutation: (_, input) =>
      eachOf(
        input,
        ({ Put }) =>
          Put &&
          withoutPart(Put, / AND (attribute_not_exists\(signed_out_at\)|signed_out_at = :signed_out_at)/),
      ),
  },
  {
    name: 'a sign-out gives up when the profile changes meanwhile',
    scenario: 'sign-out-suspend',
    edits: [
      edit(
        'repository/profile.ts',
        '(await changeIfUnchanged(before, { signedOutAt })) ? { ...before, signedOutAt } : undefined',
        '(await changeIfUnchanged(before, { signedOutAt })) ? { ...before, signedOutAt } : before',
      ),
    ],
  },
  {
    name: 'an earlier sign-out overwrites a later one',
    scenario: 'sign-out-twice',
    edits: [
      edit(
        'repository/profile.ts',
        "(before.signedOutAt ?? '') >= signedOutAt",
        "(before.signedOutAt ?? '') === signedOutAt",
      ),
    ],
  },
  {
    name: 'an export is continued although another delivery was faster',
    scenario: 'export-twice',
    mutation: (_, input) =>
      withoutPart(input, 'version = :version OR (version = :next AND updated_at = :now AND files = :files)'),
  },
  {
    name: 'an attempt to write an export takes itself for another one after a lost response',
    scenario: 'export-twice',
    edits: [
      edit('repository/exports.ts', ' OR (version = :next AND updated_at = :now AND files = :files)', ''),
    ],
  },
  {
    name: 'an export leaves the file of an attempt that was too late',
    scenario: 'export-twice',
    edits: [edit(exporting, '    for (const { key } of stored) await deleteFile(key)\n', '')],
  },
  {
    name: 'an export begins again after it was cut',
    scenario: 'export-send',
    edits: [edit(exporting, 'cursor: next,', 'cursor: next && one.cursor,')],
  },
  {
    name: 'an export that was not begun stays so',
    scenario: 'export-both',
    edits: [
      edit('handlers/createExport.ts', 'running.filter(({ version }) => version === 0)', '[] as Export[]'),
    ],
  },
  {
    name: 'an erasure leaves exports',
    scenario: 'export-erase',
    edits: [edit(erasing, '  await eraseExports(user.uuid)\n', '')],
  },
  {
    name: 'an export is added for a person who is being erased',
    scenario: 'export-begin-erase',
    mutation: (_, input) =>
      (input.TransactItems ?? []).some(({ Put }: { Put?: object }) =>
        startsWith((Put as never as { Item: object } | undefined)?.Item as never, 'EXP#'),
      )
        ? eachOf(
            input,
            ({ ConditionCheck }) =>
              ConditionCheck && withoutPart(ConditionCheck, ' AND attribute_not_exists(erased_at)'),
          )
        : undefined,
  },
]
