import type { OtherList } from '../paths.ts'
import * as texts from '../texts.ts'

const contents: Record<OtherList, { title: string; text: string }> = {
  request: { title: texts.noRequests, text: texts.noRequestsHint },
  archived: { title: texts.nothingArchived, text: texts.nothingArchivedHint },
  blocked: { title: texts.nothingBlocked, text: texts.nothingBlockedHint },
}

/** Says what a list without conversations is for. */
export const EmptyList = ({ list }: { list: OtherList }) => (
  <div className="placeholder">
    <p className="big">{contents[list].title}</p>
    <p>{contents[list].text}</p>
  </div>
)
