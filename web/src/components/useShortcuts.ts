import { useEffect } from 'react'
import { actionOf } from '../keyboard.ts'
import { useMessenger } from '../messengerContext.tsx'
import { conversationAt } from '../paths.ts'
import { navigate } from '../router.tsx'

const focusList = () => {
  const row =
    document.querySelector<HTMLElement>('.inbox [aria-current]') ?? document.querySelector('.inbox a')
  if (row instanceof HTMLElement) row.focus()
}

/** The shortcuts of the page; keyboard.ts lists them. */
export const useShortcuts = (openDialog: (dialog: 'jump' | 'shortcuts') => void) => {
  const messenger = useMessenger()
  useEffect(() => {
    const goToNeighbour = (step: number) => {
      const { groups } = messenger.inbox().get()
      const id = conversationAt(location.pathname)?.id
      const next = groups[groups.findIndex(({ uuid }) => uuid === id) + step]
      if (next) navigate(`/messages/${next.uuid}`)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      const action = actionOf(event)
      if (!action) return
      if (action === 'list') return focusList()
      event.preventDefault()
      if (action === 'jump') openDialog('jump')
      else if (action === 'help') openDialog('shortcuts')
      else goToNeighbour(action === 'next' ? 1 : -1)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [messenger, openDialog])
}
