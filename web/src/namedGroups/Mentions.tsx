import { type RefObject, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { Member } from '../../../client/types.ts'
import { ListItem } from '../components/ListItem.tsx'
import { insertText } from '../insertText.ts'
import { isComposing } from '../keyboard.ts'
import { useOwnUuid } from '../messengerContext.tsx'
import * as texts from '../texts.ts'
import { beginningWith, mentionBefore } from './mentionQuery.ts'
import { useMembers } from './useMembers.ts'

const maxOptions = 8

type Field = RefObject<HTMLTextAreaElement | null>

/** Where the caret of the field is; undefined while it has no focus or something is selected. */
const useCaret = (field: Field) => {
  const [caret, setCaret] = useState<number>()
  useEffect(() => {
    const update = () => {
      const { current } = field
      const isHere = current && document.activeElement === current
      const { selectionStart = 0, selectionEnd = 0 } = current ?? {}
      setCaret(isHere && selectionStart === selectionEnd ? selectionStart : undefined)
    }
    const { current } = field
    const events = ['input', 'focus', 'blur'] as const
    for (const name of events) current?.addEventListener(name, update)
    document.addEventListener('selectionchange', update)
    update()
    return () => {
      for (const name of events) current?.removeEventListener(name, update)
      document.removeEventListener('selectionchange', update)
    }
  }, [field])
  return caret
}

/** Tells assistive technology about the list. A field for several lines cannot be a combobox. */
const useListOf = (field: Field, listId: string, activeId: string | undefined) => {
  useLayoutEffect(() => {
    const { current } = field
    if (!current || !activeId) return
    const attributes = {
      'aria-autocomplete': 'list',
      'aria-haspopup': 'listbox',
      'aria-controls': listId,
      'aria-activedescendant': activeId,
    }
    for (const [name, value] of Object.entries(attributes)) current.setAttribute(name, value)
    return () => {
      for (const name of Object.keys(attributes)) current.removeAttribute(name)
    }
  }, [field, listId, activeId])
}

type Props = { field: Field; text: string; groupUuid: string }

/** Completes the handle of a member after `@`, by keyboard or by touch. */
export const Mentions = ({ field, text, groupUuid }: Props) => {
  const id = useId()
  const ownUuid = useOwnUuid()
  const caret = useCaret(field)
  const mention = caret === undefined ? undefined : mentionBefore(text, caret)
  const [active, setActive] = useState({ query: '', index: 0 })
  const [dismissedAt, setDismissedAt] = useState<number>()
  const isOpen = mention !== undefined && mention.from !== dismissedAt
  const { members } = useMembers(groupUuid, isOpen)
  const others = members.filter(({ uuid }) => uuid !== ownUuid)
  const options = isOpen ? beginningWith(others, mention.query).slice(0, maxOptions) : []
  const asked = active.query === mention?.query ? active.index : 0
  const index = Math.min(asked, options.length - 1)
  const list = useRef<HTMLDivElement>(null)
  useListOf(field, id, index >= 0 ? `${id}-${index}` : undefined)

  if (!mention && dismissedAt !== undefined) setDismissedAt(undefined)

  useEffect(() => {
    list.current?.querySelectorAll('[role=option]')[index]?.scrollIntoView({ block: 'nearest' })
  }, [index])

  const choose = ({ handle }: Member) => {
    if (!field.current || !mention) return
    field.current.setSelectionRange(mention.from, caret ?? mention.from)
    insertText(field.current, `@${handle} `)
  }

  const onKey = (event: KeyboardEvent) => {
    const option = options[index]
    if (!option || !mention || isComposing(event) || event.shiftKey || event.ctrlKey || event.metaKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setActive({ query: mention.query, index: (index + step + options.length) % options.length })
    else if (event.key === 'Enter' || event.key === 'Tab') choose(option)
    else if (event.key === 'Escape') setDismissedAt(mention.from)
    else return
    event.preventDefault()
    event.stopPropagation() // else the composer would send the message, and the page would act on Escape
  }
  const latest = useRef(onKey)
  useLayoutEffect(() => {
    latest.current = onKey
  })
  useEffect(() => {
    const { current } = field
    const listener = (event: KeyboardEvent) => latest.current(event)
    current?.addEventListener('keydown', listener)
    return () => current?.removeEventListener('keydown', listener)
  }, [field])

  return (
    <>
      <p className="visually-hidden" role="status">
        {options.length > 0 && texts.results(options.length)}
      </p>
      {options.length > 0 && (
        <div ref={list} id={id} role="listbox" aria-label={texts.groupMembers} className="mentions">
          {options.map((member, position) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
            <div
              key={member.uuid}
              id={`${id}-${position}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === index}
              className="row"
              onPointerDown={(event) => event.preventDefault()} // the focus stays in the field
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(member)}
            >
              <ListItem
                name={member.display_name}
                handle={member.handle}
                detail={<span className="handle">@{member.handle}</span>}
              />
            </div>
          ))}
        </div>
      )}
    </>
  )
}
