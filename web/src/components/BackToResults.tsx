import type { OtherList } from '../paths.ts'
import { Link } from '../router.tsx'
import { searchPath } from '../searchPath.ts'
import * as texts from '../texts.ts'
import { stepBack } from './historySteps.ts'
import { Icon } from './Icon.tsx'

type Props = { list: OtherList | undefined; id: string; query: string }

/** On a phone: the way from a result of a search back to the others. */
export const BackToResults = ({ list, id, query }: Props) => (
  <Link
    className="back"
    href={searchPath({ list, id }, query)}
    go={stepBack}
    aria-label={texts.backToResults}
  >
    <Icon name="back" />
  </Link>
)
