import type { Appearance } from '../appearance.ts'
import { hasKeyboard } from '../keyboard.ts'
import type { Services } from '../services.ts'
import type { MenuContent } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import type { OpenDialog } from './PageDialogs.tsx'

const appearances: [Appearance, string][] = [
  ['system', 'System appearance'],
  ['light', 'Light appearance'],
  ['dark', 'Dark appearance'],
]

type Account = { openDialog: OpenDialog; appearance: Services['appearance']; signOut: () => void }

export const accountMenu = ({ openDialog, appearance, signOut }: Account): MenuContent => ({
  label: 'Account',
  items: [
    { text: 'Profile', icon: menuIcons.person, onSelect: () => openDialog('profile') },
    { text: 'Settings', icon: menuIcons.settings, onSelect: () => openDialog('settings') },
    'separator',
    ...appearances.map(([value, text]) => ({
      text,
      isChecked: appearance.get() === value,
      onSelect: () => appearance.set(value),
    })),
    'separator',
    ...(hasKeyboard()
      ? [
          {
            text: 'Keyboard shortcuts',
            icon: menuIcons.keyboard,
            onSelect: () => openDialog('shortcuts'),
          } as const,
        ]
      : []),
    { text: 'Sign out', icon: menuIcons.leave, onSelect: signOut },
  ],
})
