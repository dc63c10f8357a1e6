import type { Appearance } from '../appearance.ts'
import { hasKeyboard } from '../keyboard.ts'
import type { Services } from '../services.ts'
import * as texts from '../texts.ts'
import type { MenuContent } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import type { OpenDialog } from './PageDialogs.tsx'

const appearances: Appearance[] = ['system', 'light', 'dark']

type Account = { openDialog: OpenDialog; appearance: Services['appearance']; signOut: () => void }

export const accountMenu = ({ openDialog, appearance, signOut }: Account): MenuContent => ({
  label: texts.account,
  items: [
    { text: texts.profile, icon: menuIcons.person, onSelect: () => openDialog('profile') },
    { text: texts.settings, icon: menuIcons.settings, onSelect: () => openDialog('settings') },
    'separator',
    ...appearances.map((value) => ({
      text: texts.appearances[value],
      isChecked: appearance.get() === value,
      onSelect: () => appearance.set(value),
    })),
    'separator',
    ...(hasKeyboard()
      ? [
          {
            text: texts.keyboardShortcuts,
            icon: menuIcons.keyboard,
            onSelect: () => openDialog('shortcuts'),
          } as const,
        ]
      : []),
    { text: texts.signOut, icon: menuIcons.leave, onSelect: signOut },
  ],
})
