import { useEffect, useState } from 'react'
import { getPerson } from '../api.ts'
import { codeOf } from '../failure.ts'
import type { Profile } from '../types.ts'

/** Somebody by handle; without one, the last who was found. */
export const usePerson = (handle: string | undefined) => {
  const [person, setPerson] = useState<Profile>()
  const [code, setCode] = useState('')
  const look = () => {
    setCode('')
    if (handle) getPerson(handle).then(setPerson, (error) => setCode(codeOf(error)))
  }
  useEffect(look, [handle])
  return { person, code, look }
}

export type Found = ReturnType<typeof usePerson>
