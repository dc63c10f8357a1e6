import type { State } from './rows.ts'
import type { Json } from './scenario.ts'

/* What must hold after every write of a message or a change of one. */

const isMessage = (item: Json | undefined): item is Json =>
  Boolean(item?.pk.S.startsWith('MSG#') && !item.moved_to)

const withoutKey = ({ edit_key: _, ...item }: Json) => JSON.stringify(item)

const checkChange = (before: Json, after: Json, { facts }: State) => {
  const problem = (text: string) => facts.problems.push(`${text}: ${after.message_uuid.S}`)
  const [revisionBefore, revision] = [before, after].map((item) => Number(item.revision?.N ?? 0))
  const isShown = withoutKey(before) !== withoutKey(after)
  if (revision !== Number(revisionBefore) + Number(isShown))
    problem(`The revision ${revisionBefore} becomes ${revision}`)
  if ((after.edit_key?.S ?? '~') < (before.edit_key?.S ?? '')) problem('A text is replaced by an older one')
  if (before.deleted_at && before.deleted_at.S !== after.deleted_at?.S) problem('A deletion is undone')
}

const checkDeleted = (item: Json, { facts }: State) => {
  for (const name of ['message', 'edited_at', 'reply_to', 'reactions', 'attachments'])
    if (item[name]) facts.problems.push(`A deleted message has ${name}`)
}

/** Rows can have a deleted text until the record of the deletion is processed. All other items never have it. */
const checkTexts = (after: Json, { items, facts }: State) => {
  const json = JSON.stringify(after)
  for (const item of items.values()) {
    if (!isMessage(item) || !item.deleted_at) continue
    const text = (facts.wordings[item.message_uuid.S] ?? []).find((wording) => json.includes(wording))
    if (text) facts.problems.push(`${after.pk.S} has the text of a deleted message: ${text}`)
  }
}

export const checkMessageWrite = (before: Json | undefined, after: Json | undefined, state: State) => {
  if (!after) return
  if (isMessage(before) && isMessage(after)) checkChange(before, after, state)
  if (isMessage(after) && after.deleted_at) checkDeleted(after, state)
  if (/^(MSG|CHG)#/.test(after.pk.S)) checkTexts(after, state)
}
