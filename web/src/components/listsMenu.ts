import { type OtherList, pathOf } from '../paths.ts'
import { navigate } from '../router.tsx'
import * as texts from '../texts.ts'
import type { MenuContent } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'

const lists: { list: OtherList; text: string; icon: string }[] = [
  { list: 'archived', text: texts.archived, icon: menuIcons.archive },
  { list: 'blocked', text: texts.blocked, icon: menuIcons.block },
]

/** The lists that are opened rarely. */
export const listsMenu = (): MenuContent => ({
  label: texts.moreLists,
  items: lists.map(({ list, text, icon }) => ({ text, icon, onSelect: () => navigate(pathOf({ list })) })),
})
