import type { Messenger } from '../../../client/types.ts'
import { signOut } from '../account/signOut.ts'
import type { Appearance } from '../appearance.ts'
import { hasKeyboard } from '../keyboard.ts'
import type { Services } from '../services.ts'
import * as texts from '../texts.ts'
import type { MenuContent } from './Menu.tsx'
import { menuIcons } from './menuIcons.ts'
import type { OpenDialog } from './PageDialogs.tsx'

const appearances: Appearance[] = ['system', 'light', 'dark']

type Account = { messenger: Messenger; services: Services; openDialog: OpenDialog }

export const accountMenu = ({ messenger, services, openDialog }: Account): MenuContent => ({
  label: texts.account,
  items: [
    { text: texts.profile, icon: menuIcons.person, onSelect: () => openDialog('profile') },
    { text: texts.settings, icon: menuIcons.settings, onSelect: () => openDialog('settings') },
    { text: texts.account, icon: menuIcons.key, onSelect: () => openDialog('account') },
    'separator',
    ...appearances.map((value) => ({
      text: texts.appearances[value],
      isChecked: services.appearance.get() === value,
      onSelect: () => services.appearance.set(value),
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
    {
      text: texts.signOut,
      icon: menuIcons.leave,
      onSelect: () => {
        const { messages, drafts } = messenger.unsent()
        if (messages + drafts > 0) openDialog('signOut')
        else signOut(messenger, services, { keepsUnsent: false })
      },
    },
  ],
})
